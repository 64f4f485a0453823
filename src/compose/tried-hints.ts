import type { MapNode } from '../config/index.js'
import type { Diagnostic } from '../util/diagnostic.js'

export interface TryOptions {
  /** The override in whose place the others are put. Default: they are put behind all. */
  readonly instead?: string | undefined
  /** Paths of what is known to be wrong beside: their errors do not count. */
  readonly known?: ReadonlySet<string>
  /** Whether a config has a use for a key that one of them adds. Default: what composing was told of it. */
  readonly takes?: (root: MapNode, key: string) => boolean
}

/** Whether composing goes well with these overrides, none of them at fault. */
export type Tries = (overrides: readonly string[], options?: TryOptions) => boolean

/** A way to mend a mistake, and the hint that tells of it. */
export interface Way {
  readonly overrides: readonly string[]
  readonly hint: string
}

/**
 * The first way that works, as the hint, and the other working ways as notes: what a message advises is never refused.
 * Without `tries` nothing is advised.
 */
export function hintsThatWork(
  ways: readonly Way[],
  tries: Tries | undefined,
  options?: TryOptions,
): Pick<Diagnostic, 'hint' | 'notes'> {
  const [hint, ...notes] = ways.filter(({ overrides }) => tries?.(overrides, options)).map((way) => way.hint)
  return { hint, notes: notes.length > 0 ? notes : undefined }
}

/** The hint of the first way that works: those behind it are not tried. */
export function hintThatWorks(
  ways: readonly Way[],
  tries: Tries | undefined,
  options?: TryOptions,
): string | undefined {
  return ways.find(({ overrides }) => tries?.(overrides, options))?.hint
}

/** An override as one types it into a shell. */
export function asTyped(override: string, platform: NodeJS.Platform = process.platform): string {
  return platform === 'win32' ? `"${override}"` : `'${override.replaceAll("'", "'\\''")}'`
}
