import { DRAWS } from '../../compose/expand-sweep.js'
import { ConfigError } from '../../util/diagnostic.js'
import type { JobDocument, JobMetrics, JobResult, PastJob } from '../job-document.js'
import { BasicSweeper } from './basic-sweeper.js'
import type { Direction, SearchParams } from './search-sweeper.js'
import { NSGA2Sweeper, RandomSweeper, TPESweeper } from './search-sweepers.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

/** Keys of the hydra-optuna-sweeper plugin, beside those that every search has; some are without effect. */
export interface OptunaSweeperParams {
  sampler?: Readonly<Record<string, unknown>> | null
  direction?: Direction | readonly Direction[]
  n_trials?: number
  params?: Readonly<Record<string, string>> | null
  custom_search_space?: string | null
  metric?: string | readonly string[] | null
  /** Jobs at the same time, whatever the launcher could run. Default: 2. */
  n_jobs?: number
}

/** The search that the plugin's keys describe, done by our own samplers. */
export class OptunaSweeper implements Sweeper {
  readonly mostAtOnce: number
  readonly #inner: Sweeper

  constructor(params: OptunaSweeperParams = {}) {
    this.mostAtOnce = params.n_jobs ?? 2
    this.#inner = innerSweeper(params)
  }

  get most(): number | undefined {
    return this.#inner.most
  }

  plan(space: SweepSpace) {
    try {
      return this.#inner.plan(space)
    } catch (error) {
      throw inWordsOfPlugin(error)
    }
  }

  searched() {
    return this.#inner.searched?.()
  }

  resume(past: readonly PastJob[]): void {
    this.#inner.resume?.(past)
  }

  async requireMetric(names: readonly string[] | undefined, reported: () => Promise<readonly string[]>): Promise<void> {
    await this.#inner.requireMetric?.(names, reported)
  }

  ask(free: number): readonly JobOverrides[] | Promise<readonly JobOverrides[]> {
    return this.#inner.ask(free)
  }

  report(job: JobDocument, metrics: JobMetrics, step: number): 'continue' | 'prune' {
    return this.#inner.report?.(job, metrics, step) ?? 'continue'
  }

  tell(job: JobDocument, result: JobResult): void | Promise<void> {
    return this.#inner.tell(job, result)
  }

  summary(): string | undefined {
    return this.#inner.summary?.()
  }
}

function innerSweeper(given: OptunaSweeperParams): Sweeper {
  const { sampler, direction, n_trials, custom_search_space, metric } = given
  if (custom_search_space != null) throw unknown('custom_search_space', 'it names Python code, and none is run')
  const params = given.params ?? {}
  const seed = typeof sampler?.seed === 'number' ? sampler.seed : 0
  const search: SearchParams = {
    ...{ params, seed },
    ...(direction !== undefined && { direction }),
    ...(n_trials !== undefined && { n_trials }),
    ...(metric !== undefined && { metric }),
  }
  const number = (key: string): number | undefined => {
    return typeof sampler?.[key] === 'number' ? (sampler[key] as number) : undefined
  }
  const options = (keys: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(keys).flatMap(([own, key]) => (number(key) === undefined ? [] : [[own, number(key)]])),
    )
  const name = samplerName(sampler)
  switch (name) {
    case 'TPESampler':
    case 'MOTPESampler':
      return new TPESweeper({
        ...search,
        ...options({
          n_startup_trials: 'n_startup_trials',
          n_ei_candidates: name === 'TPESampler' ? 'n_ei_candidates' : 'n_ehvi_candidates',
        }),
      })
    case 'RandomSampler':
      return new RandomSweeper(search)
    case 'GridSampler':
      return new BasicSweeper({ params })
    case 'NSGAIISampler':
      return new NSGA2Sweeper({
        ...search,
        ...options({ population_size: 'population_size', crossover_prob: 'crossover_prob' }),
      })
    default:
      throw unknown('sampler', `${name} is not here`, `choose one of ${SAMPLERS}`)
  }
}

/** As the plugin calls them. */
const SAMPLERS = 'hydra/sweeper/sampler=tpe, motpe, random, grid, nsgaii'

/** What draws from an interval is a sampler here, not another sweeper. */
function inWordsOfPlugin(error: unknown): unknown {
  if (!(error instanceof ConfigError)) return error
  const named = error.diagnostics.map((found) => {
    const hint = found.hint?.replace(`a sweeper that draws from intervals, such as ${DRAWS}`, DRAWING)
    return hint === undefined ? found : { ...found, hint }
  })
  return new ConfigError(named, { cause: error })
}

const DRAWING = 'a sampler that draws from intervals, such as hydra/sweeper/sampler=random'

function samplerName(sampler: OptunaSweeperParams['sampler']): string | undefined {
  return String(sampler?._target_ ?? 'optuna.samplers.TPESampler')
    .split('.')
    .at(-1)
}

function unknown(key: string, why: string, hint?: string): ConfigError {
  return new ConfigError({
    code: 'optuna-key',
    path: `hydra.sweeper.${key}`,
    message: `hydra.sweeper.${key}: ${why}`,
    ...(hint !== undefined && { hint }),
  })
}
