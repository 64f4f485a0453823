import type { Config, VersionBase } from '../../compose/index.js'
import type { ResolverRegistry } from '../../config/index.js'
import type { MapNode } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import type { Log } from '../../util/log.js'

/** What a task knows of the job that it is. */
export interface TaskContext {
  /** The job's directory: it exists. */
  outputDir: string
  /** The hydra node, bound to this job. */
  hydra: MapNode
  log: Log
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
  /**
   * Tells the sweep how the job does so far; where that answers `prune`, the job is to end early.
   * @param step Default: one more than before
   */
  report(metrics: Readonly<Record<string, number>>, step?: number): Promise<'continue' | 'prune'>
}

/** What an app does with its config. It may be async; what it returns is what a sweep's sweeper hears of the job. */
export type Task = (config: Config, context: TaskContext) => unknown

/** How an app of its own is run by `main`. */
export interface MainOptions {
  /**
   * The folder of the app's configs, relative to the script that runs. Default: none, only what `--config-dir` gives.
   */
  configDir?: string
  /** The primary config, without `.yaml`. Default: an empty one. */
  configName?: string
  /**
   * By which rules its configs are composed, as in `@hydra.main`: `1.4` mends what gives values in Hydra 1.3 that
   * nobody asked for. Default: `1.3`.
   */
  versionBase?: VersionBase
  /** Components that the app's configs may name, for `instantiate`. */
  registry?: Registry
  /** Resolvers beside the built-in ones. */
  resolvers?: ResolverRegistry
  /** JSON Schema (draft-07) of the whole resolved config: checked before the task is called. */
  schema?: Readonly<Record<string, unknown>>
}
