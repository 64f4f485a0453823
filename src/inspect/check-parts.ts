import { bindRuntime, type Config, type Repository } from '../compose/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { SurveyedTarget } from './surveyed-names.js'

/** What a tree that is written for another program names. */
export interface ForeignNames {
  targets: readonly SurveyedTarget[]
  /** Its groups that polyhead has, too, and polyhead's name for them. */
  groups: readonly { group: string; own: string }[]
}

export interface CheckOptions {
  repository: Repository
  registry: Registry
  env?: NodeJS.ProcessEnv
  /** The primary config that experiments change. Default: `config`. */
  configName?: string
  /** Which configs to check, by path (`optimizer/adam`, `config`). Default: all. */
  only?: (path: string) => boolean
  /**
   * Given for a tree of its own: nothing that comes with polyhead is checked, and experiments need the tree's primary
   * config. @throws ConfigError where there is none
   */
  requirePrimary?: (() => void) | undefined
}

export interface CheckResult {
  /** Each mistake once, in order of place, however many configs it spoils. */
  diagnostics: readonly Diagnostic[]
  /** How many were looked at. */
  primaries: number
  options: number
  experiments: number
  /** The configs at fault, by path. */
  failed: readonly string[]
  /** Of a tree that is written for another program: what it names, by polyhead's lights. */
  foreign?: ForeignNames
}

/** What every composition here has in common. */
export function checking({ repository, registry, env }: CheckOptions) {
  const { resolvers } = registry
  return { repository, origin: 'check', env, resolvers }
}

/** The hydra node of a run that could be: its folders need not exist. */
export function bindForCheck(config: Config, now: Date): Config {
  const cwd = process.cwd()
  const job = { name: 'check', num: 0, id: 'check' }
  return bindRuntime(config, { cwd, outputDir: `${cwd}/outputs/check`, job, now, version: 'check' })
}

/** A config with its interpolations resolved, or what is wrong with them. */
export function resolveForCheck(config: Config): { root: MapNode } | { diagnostics: readonly Diagnostic[] } {
  try {
    return { root: bindForCheck(config, new Date(0)).resolve() }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { diagnostics: error.diagnostics }
  }
}

/** Each mistake once, however many configs it spoils. */
export function once(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const seen = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { code, source, message, path } = diagnostic
    const place = source?.kind === 'file' ? `${source.file}:${source.line}:${source.column}` : `${path} ${message}`
    const key = `${code} ${place} ${code === 'missing-key' ? path.split('.').at(-1) : ''}`
    if (!seen.has(key)) seen.set(key, diagnostic)
  }
  return [...seen.values()]
}
