import type { Shape } from './hydra-shape.js'

/** A config that is part of polyhead itself, as plain data. */
export interface BuiltInConfig {
  /** As a file's `# @package` header would give it. */
  readonly package?: string
  readonly defaults?: readonly Readonly<Record<string, string | null>>[]
  readonly content: Readonly<Record<string, unknown>>
  /** The types of its keys, and that it has no others. */
  readonly shape?: Shape
}

/** By name. Each is made when it is asked for: a composition needs few of them. */
export type BuiltInConfigs = Readonly<Record<string, () => BuiltInConfig>>
