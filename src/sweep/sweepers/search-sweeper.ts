import { counted } from '../../util/counted.js'
import { ConfigError } from '../../util/diagnostic.js'
import { formatFloat } from '../../util/python-number.js'
import { didYouMean } from '../../util/suggest.js'
import { type JobDocument, type JobMetrics, type JobResult, metricsOf, type PastJob } from '../job-document.js'
import type { Dimension, SearchSpace } from './dimension.js'
import { moreIsBetter } from './more-is-better.js'
import { nothingPasses } from './nothing-passes.js'
import { fronts } from './pareto.js'
import { RandomNumbers } from './random-numbers.js'
import { overridesAt, searchSpace } from './search-space.js'
import { type EndedTrial, endedTrials, type Pruner, type Sampler, type Trial } from './search-trials.js'
import type { JobOverrides, Sweeper, SweepSpace } from './sweeper.js'

export type Direction = 'minimize' | 'maximize'

/** What every search is told. */
export interface SearchParams {
  /** Sweeps by key, as on the command line. Default: none. */
  params?: Readonly<Record<string, string>> | null
  /** How many jobs. Default: 20. */
  n_trials?: number
  /** Of each metric. Default: `minimize`, but for a name that says that more is better: that needs one. */
  direction?: Direction | readonly Direction[] | null
  /** By their names. Default: null, the number that the job gives back. */
  metric?: string | readonly string[] | null
  /** Of all that is drawn. Default: 0. */
  seed?: number
}

/** Points that fail the sweep's filter are drawn again this often. */
const MOST_DRAWS = 1000

/** Asks a sampler for a point whenever a slot is free, and a pruner whether a job is worth its time. */
export class SearchSweeper implements Sweeper {
  readonly #params: SearchParams
  readonly #sampler: Sampler
  readonly #pruner: Pruner | undefined
  readonly #directions: readonly Direction[]
  readonly #metrics: readonly (string | null)[]
  readonly #trials = new Map<number, Trial>()
  #space: SearchSpace = { dimensions: [], fixed: [] }
  #keep: (job: JobOverrides) => boolean = () => true
  #asked = 0
  #warn: NonNullable<SweepSpace['warn']> = () => {}
  /** Jobs that have ended, and whether any has reported the metric before. */
  #ended = 0
  #hasReports = false
  /** Whether it was told before that the metric comes at a job's end alone. */
  #saidLate = false
  #isOfApp = true
  /** Jobs that are known before any has run: what came of others changes none of them. */
  #planned: readonly JobOverrides[] | undefined
  /** Whether no number need count: points that do not depend on any may be all that is wanted. */
  readonly #isOptional: boolean

  constructor(params: SearchParams, sampler: Sampler, pruner?: Pruner) {
    this.#params = params
    this.#sampler = sampler
    this.#pruner = pruner
    this.#isOptional =
      params.metric == null && params.direction == null && sampler.ignoresResults === true && pruner === undefined
    const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T])
    this.#directions = list(params.direction ?? 'minimize')
    // What an app gives for several metrics is an array: its places name them.
    const places = this.#directions.map((_, place) => String(place))
    this.#metrics = params.metric == null && places.length > 1 ? places : list<string | null>(params.metric ?? null)
    this.#checkMetrics()
  }

  get most(): number {
    return this.#params.n_trials ?? 20
  }

  plan(space: SweepSpace): readonly JobOverrides[] | undefined {
    this.#space = searchSpace(space, this.#params.params ?? {})
    this.#keep = space.keep
    if (space.warn) this.#warn = space.warn
    this.#warnOfRepetition(this.#space)
    this.#warnOfStartup()
    if (this.#sampler.ignoresResults)
      this.#planned = Array.from({ length: this.most }, (_, num) => this.#draw(num).overrides)
    return this.#planned
  }

  searched(): SearchSpace | undefined {
    return this.#planned ? undefined : this.#space
  }

  resume(past: readonly PastJob[]): void {
    for (const { job, result, reports } of past) {
      const point = this.#pointOf(job.overrides)
      // An option that is searched no more says nothing of those that are.
      if (!point) continue
      const trial = this.#newTrial(job.num, point)
      // One that did not end begins anew.
      if (!result) continue
      for (const [step, metrics] of reports.entries()) this.#note(trial, metrics, step)
      this.tell(job, result)
    }
    this.#asked = past.length
  }

  ask(free: number): readonly JobOverrides[] {
    const first = this.#asked
    const count = Math.max(0, Math.min(free, this.most - first))
    this.#asked += count
    return Array.from({ length: count }, (_, place) => this.#planned?.[first + place] ?? this.#newDraw(first + place))
  }

  async requireMetric(
    names: readonly string[] | undefined,
    reported: () => Promise<readonly string[]>,
    steps?: number,
  ): Promise<void> {
    this.#isOfApp = names === undefined
    this.#requireDirection()
    await this.#warnOfLateMetric(names, reported)
    if (!this.#saidLate && steps !== undefined) this.#warnOfPatience(steps)
    if (!names || this.#params.metric != null || this.#isOptional) return
    const several = this.#directions.length > 1
    const early = this.#pruner && alike(await reported(), this.#directions[0] === 'maximize')
    if (early !== undefined) throw noEarlyMetric(names, early)
    const example = several ? `[${names.slice(0, this.#directions.length).join(',')}]` : names[0]
    throw new ConfigError({
      code: 'no-such-metric',
      path: 'hydra.sweeper.metric',
      message: `hydra.sweeper.metric is not given, and each job gives ${names.join(', ')}`,
      hint:
        `name ${several ? 'those that count' : 'the one that counts'}, such as hydra.sweeper.metric=${example}` +
        (several || this.#directions[0] === 'maximize' ? '' : ' hydra.sweeper.direction=maximize'),
    })
  }

  report(job: JobDocument, metrics: JobMetrics, step: number): 'continue' | 'prune' {
    const trial = this.#trialOf(job)
    if (!trial || !this.#note(trial, metrics, step) || !this.#pruner) return 'continue'
    return this.#pruner.prunes(trial, step, [...this.#trials.values()]) ? 'prune' : 'continue'
  }

  tell(job: JobDocument, result: JobResult): void {
    const { num } = job
    const trial = this.#trialOf(job)
    if (!trial || result.status === 'failed') return
    this.#ended++
    let last = Number.NEGATIVE_INFINITY
    for (const step of trial.reports.keys()) last = Math.max(last, step)
    if (result.status === 'pruned') {
      trial.rank = [1, -last, trial.reports.get(last) ?? Number.POSITIVE_INFINITY]
      return
    }
    const metrics = metricsOf(result)
    trial.values = this.#metrics.map((name, i) => {
      const reported = trial.reports.get(last)
      const given = metrics[name ?? 'value']
      if (given !== undefined) return this.#signed(given, i)
      if (i === 0 && name !== null && reported !== undefined) return reported
      if (this.#isOptional) return Number.NaN
      throw noMetric(num, name, metrics)
    })
    if (trial.values.every(Number.isFinite)) trial.rank = [0, ...trial.values]
    else trial.values = undefined
  }

  summary(): string | undefined {
    const lines = [this.#found(), this.#whyNoneEndedEarly()].filter((line) => line !== undefined)
    return lines.length > 0 ? lines.join('\n') : undefined
  }

  #found(): string | undefined {
    const ended = endedTrials(this.#trials.values())
    const [front = []] = fronts(ended)
    if (front.length === 0) return undefined
    const shown = ({ num, point, values }: EndedTrial) => {
      const numbers = values.map((value, i) => `${this.#metrics[i] ?? 'value'} ${formatFloat(this.#signed(value, i))}`)
      return `#${num}: ${overridesAt(this.#space, point).join(' ')}  ${numbers.join(', ')}`
    }
    if (this.#metrics.length === 1) return `best ${shown(front[0] as EndedTrial)}`
    return ['Pareto front', ...front.map(shown)].join('\n')
  }

  /** Whoever wants jobs to end early is told that none will. */
  async #warnOfLateMetric(
    names: readonly string[] | undefined,
    reported: () => Promise<readonly string[]>,
  ): Promise<void> {
    const [name] = this.#metrics
    if (!this.#pruner || name == null || !names?.includes(name)) return
    this.#saidLate = true
    const early = alike(await reported(), moreIsBetter(name))
    this.#warn({
      code: 'no-effect',
      severity: 'warning',
      path: 'hydra.sweeper.metric',
      message: `no job is ended early: '${name}' is given at the end of a job alone`,
      hint: `name one that jobs report each epoch${early === undefined ? '' : `, such as hydra.sweeper.metric=${early}`}`,
    })
  }

  #warnOfPatience(steps: number): void {
    const { key, reports } = this.#pruner?.patience ?? { key: '', reports: 0 }
    if (reports <= steps) return
    this.#warn({
      code: 'no-effect',
      severity: 'warning',
      path: key,
      message: `a job may be ended early from its report ${reports} on, and the first one reports ${counted(steps, 'time')}`,
      hint: 'a job reports once an epoch: lower it, or train for more epochs',
    })
  }

  #warnOfStartup(): void {
    const { key, trials } = this.#pruner?.startup ?? { key: '', trials: 0 }
    if (trials < this.most) return
    this.#warn({
      code: 'no-effect',
      severity: 'warning',
      path: key,
      message: `a job may be ended early once ${counted(trials, 'job')} have ended, and ${this.most} are wanted: none will be`,
      hint: 'lower it, or raise hydra.sweeper.n_trials',
    })
  }

  /** Jobs of the same point differ in what is drawn for each alone, such as a seed that is not given. */
  #warnOfRepetition({ dimensions }: SearchSpace): void {
    const sizes = dimensions.map(({ low, high, step }) =>
      step === null ? Infinity : Math.round((high - low) / step) + 1,
    )
    const points = sizes.reduce((all, size) => all * size, 1)
    if (points >= this.most) return
    this.#warn({
      code: 'no-effect',
      severity: 'warning',
      path: 'hydra.sweeper.n_trials',
      message: `${counted(points, 'point')} can be drawn, and ${this.most} jobs are wanted: some will have the same overrides`,
      hint: `as many jobs as there are points: hydra.sweeper.n_trials=${points}`,
    })
  }

  #whyNoneEndedEarly(): string | undefined {
    if (!this.#pruner || this.#ended === 0 || this.#hasReports || this.#saidLate) return undefined
    const name = this.#metrics[0] ?? 'value'
    const by = this.#isOfApp ? `, as by report({ ${reportKey(name)}: … })` : ''
    return `no job was ended early: none reported '${name}' before its end${by}`
  }

  #checkMetrics(): void {
    const [metrics, directions] = [this.#metrics.length, this.#directions.length]
    if (metrics === directions && (metrics === 1 || !this.#pruner)) return
    if (metrics === directions) {
      throw new ConfigError({
        code: 'metrics-and-directions',
        path: 'hydra.sweeper.direction',
        message: `a sweeper that ends jobs early goes by one metric, and hydra.sweeper.direction is for ${directions}`,
        hint: 'for several choose hydra/sweeper=nsga2 or hydra/sweeper=tpe',
      })
    }
    throw new ConfigError({
      code: 'metrics-and-directions',
      path: 'hydra.sweeper.direction',
      message: `hydra.sweeper.direction has ${counted(directions, 'value')}, and hydra.sweeper.metric names ${metrics}`,
      hint: `give each metric its direction, such as hydra.sweeper.direction=${this.#aDirectionEach()}`,
    })
  }

  /** Those that are given, and `minimize` for metrics that have none. */
  #aDirectionEach(): string {
    const each = this.#metrics.map((_, metric) => this.#directions[metric] ?? 'minimize')
    return each.length === 1 ? String(each[0]) : `[${each.join(',')}]`
  }

  /** What the jobs do not give at all is told before. */
  #requireDirection(): void {
    if (this.#params.direction != null || this.#metrics.length !== 1) return
    const more = this.#metrics.find((name) => name !== null && moreIsBetter(name))
    if (more == null) return
    throw new ConfigError({
      code: 'metrics-and-directions',
      path: 'hydra.sweeper.direction',
      message: `hydra.sweeper.direction is not given, and '${more}' would be minimized`,
      hint: `add hydra.sweeper.direction=maximize`,
    })
  }

  /** The sweep numbers jobs that were planned, and may have others before them. */
  #trialOf({ num, overrides }: JobDocument): Trial | undefined {
    const known = this.#trials.get(num)
    const point = known || !this.#planned ? undefined : this.#pointOf(overrides)
    return point ? this.#newTrial(num, point) : known
  }

  #newDraw(num: number): JobOverrides {
    const { overrides, point } = this.#draw(num)
    this.#newTrial(num, point)
    return overrides
  }

  #draw(num: number): { overrides: JobOverrides; point: readonly number[] } {
    const random = new RandomNumbers(this.#params.seed ?? 0, num)
    const trials = [...this.#trials.values()].sort((a, b) => a.num - b.num)
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const point = this.#sampler.point(this.#space.dimensions, trials, random, num)
      const overrides = overridesAt(this.#space, point)
      if (this.#keep(overrides)) return { overrides, point }
    }
    throw nothingPasses(MOST_DRAWS, 'drawn point')
  }

  #newTrial(num: number, point: readonly number[]): Trial {
    const trial: Trial = { num, point, values: undefined, rank: undefined, reports: new Map() }
    this.#trials.set(num, trial)
    return trial
  }

  /** The point of a job that was asked for before; undefined where it has an option that the space has not. */
  #pointOf(overrides: JobOverrides): number[] | undefined {
    const point = this.#space.dimensions.map((dimension) => placeOf(dimension, overrides))
    return point.every((place) => place !== undefined) ? point : undefined
  }

  /** @returns whether the metrics hold the one that counts */
  #note(trial: Trial, metrics: JobMetrics, step: number): boolean {
    // A job that is run again begins anew: what it reported further on is of an attempt that is gone.
    for (const later of trial.reports.keys()) if (later >= step) trial.reports.delete(later)
    const name = this.#metrics[0] ?? 'value'
    const value = metrics[name]
    if (value === undefined) return false
    // What is no finite number is as bad as can be. JSON has it as null, which would count as 0.
    trial.reports.set(step, Number.isFinite(value) ? this.#signed(value, 0) : Number.POSITIVE_INFINITY)
    this.#hasReports = true
    return true
  }

  /** What is to be as small as can be, and back. */
  #signed(value: number, metric: number): number {
    return this.#directions[metric] === 'maximize' ? -value : value
  }
}

function placeOf({ name, kind, high, overrides }: Dimension, job: JobOverrides): number | undefined {
  if (kind !== 'category') {
    const text = job.find((override) => override.startsWith(`${name}=`))
    return Number(text?.slice(name.length + 1))
  }
  for (let place = 0; place <= high; place++) if (overrides(place).every((text) => job.includes(text))) return place
  return undefined
}

function reportKey(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`
}

/** The first that is the better the greater it is, or the smaller. */
function alike(names: readonly string[], isMore: boolean): string | undefined {
  return names.find((name) => moreIsBetter(name) === isMore)
}

function noEarlyMetric(names: readonly string[], early: string): ConfigError {
  return new ConfigError({
    code: 'no-such-metric',
    path: 'hydra.sweeper.metric',
    message: `hydra.sweeper.metric is not given: jobs are ended early by one that they report each epoch`,
    hint: `name it, such as hydra.sweeper.metric=${early}`,
    notes: [`at its end each job gives ${names.join(', ')}`],
  })
}

function noMetric(num: number, name: string | null, metrics: JobMetrics): ConfigError {
  const given = Object.keys(metrics)
  const gave = given.length > 0 ? `it gave ${given.join(', ')}` : 'it gave no number'
  return new ConfigError({
    code: 'no-such-metric',
    path: 'hydra.sweeper.metric',
    message: name === null ? `job #${num} gave no single number: ${gave}` : `job #${num} has no '${name}': ${gave}`,
    hint:
      (name === null ? undefined : didYouMean(name, given)) ??
      `name one, such as hydra.sweeper.metric=${given[0] ?? 'loss'}`,
  })
}
