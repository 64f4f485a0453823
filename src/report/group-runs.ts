import type { FlatValue } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import type { RecordedResults } from '../rundir/run-record.js'
import { type PairedTest, pairedTest } from '../util/paired-test.js'
import { type Estimate, estimate } from '../util/statistics.js'
import { deltaM, gainPercent, type MetricValue, ranks } from './multi-task-figures.js'
import { parametersOf, testedTasks } from './run-fields.js'
import { figureOf, type TaskFigure } from './task-figures.js'

/** Finished runs that differ in nothing but their seeds. */
export interface RunGroup {
  runs: readonly RunSummary[]
  seeds: (number | null)[]
  /** The config that they share, with the first one's seed. */
  config: Record<string, FlatValue>
  /** Null where no task has classes. */
  acc: Estimate | null
  loss: Estimate
  /** Of each task, by its id, what it is judged by: its accuracy, else another metric, else its loss. */
  tasks: Record<string, Estimate>
  /** Which that is, by task id. */
  figures: Record<string, Pick<TaskFigure, 'name' | 'higher'>>
  /** What learning jointly gains over the single-learning baseline, where there is one. */
  gain: Gain | null
  /** Δm in percent, as papers print it: the mean relative loss to that baseline, negative is better. */
  deltaM: number | null
  /** Mean over tasks of its rank among the groups that tested the same tasks of the same data; 1: best. */
  rank: number | null
  /**
   * Against the group that differs in its weighting alone and takes the mean, seed by seed: average accuracies; where
   * not all tasks have one, the mean gain over tasks in percent.
   */
  versusMean: PairedTest | null
}

export interface Gain {
  /** By how much its figure is better than the baseline's, by task id, for the tasks that have a baseline. */
  tasks: Record<string, number>
  /** Over those tasks. */
  average: number
  /** Relative to the baseline, in percent, by task id; null where the baseline's is 0. */
  percent: Record<string, number | null>
}

/**
 * Groups the runs that ended well, with figures, by everything but the seed, in order of first appearance. A run counts
 * once: reproductions are left out, and so is what has the config and the seed of another.
 */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const byConfig = new Map<string, RunSummary[]>()
  const seen = new Set<string>()
  for (const run of runs) {
    if (run.status !== 'done' || run.reproduces !== null || !hasFigures(run.results)) continue
    const key = JSON.stringify([run.kind, [...parametersOf(run)].sort(([a], [b]) => (a < b ? -1 : 1))])
    const whole = `${run.seed} ${key}`
    if (run.seed !== null && seen.has(whole)) continue
    seen.add(whole)
    const members = byConfig.get(key)
    if (members) members.push(run)
    else byConfig.set(key, [run])
  }
  const groups = [...byConfig.values()].map(summarize)
  const gains = new Gains(groups)
  const all = meanRanks(groups)
  return groups.map((group) => {
    const gain = gains.of(group)
    return {
      ...group,
      gain,
      deltaM: gain && deltaM(Object.values(gain.percent)),
      rank: all.get(group) ?? null,
      versusMean: versusMean(group, groups),
    }
  })
}

type Figures = RecordedResults & { avg_loss_cls: number }

/** Not so where no task has test rows, or a figure was not finite. */
function hasFigures(results: RecordedResults | null): results is Figures {
  if (results === null || results.avg_loss_cls === null) return false
  return results.avg_acc !== null || Object.keys(results.acc).length === 0
}

function summarize(runs: readonly RunSummary[]): RunGroup {
  const results = runs.map((run) => run.results as Figures)
  const found = testedTasks(runs).flatMap((task) => {
    const all = results.flatMap((each) => figureOf(each, task) ?? [])
    const [first] = all
    // Runs of one config measure the same.
    return first ? [{ task, first, value: estimate(all.map(({ value }) => value)) }] : []
  })
  const accuracies = results.flatMap(({ avg_acc }) => avg_acc ?? [])
  return {
    runs,
    seeds: runs.map(({ seed }) => seed),
    config: runs[0]?.config ?? {},
    acc: accuracies.length === 0 ? null : estimate(accuracies),
    loss: estimate(results.map(({ avg_loss_cls }) => avg_loss_cls)),
    tasks: Object.fromEntries(found.map(({ task, value }) => [task, value])),
    figures: Object.fromEntries(found.map(({ task, first: { name, higher } }) => [task, { name, higher }])),
    gain: null,
    deltaM: null,
    rank: null,
    versusMean: null,
  }
}

/** Ranks of methods: groups that tested the same tasks of the same data, where there are several. */
function meanRanks(groups: readonly RunGroup[]): Map<RunGroup, number> {
  const fields = new Map<string, RunGroup[]>()
  for (const group of groups) {
    const field = JSON.stringify([dataOf(group), group.figures])
    const others = fields.get(field)
    if (others) others.push(group)
    else fields.set(field, [group])
  }
  const found = new Map<RunGroup, number>()
  for (const field of fields.values()) {
    const tasks = Object.keys(field[0]?.tasks ?? {})
    if (field.length < 2 || tasks.length === 0) continue
    const sums = new Float64Array(field.length)
    for (const task of tasks) {
      const means = field.map((group) => group.tasks[task]?.mean ?? 0)
      for (const [i, rank] of ranks(means, field[0]?.figures[task]?.higher ?? true).entries())
        sums[i] = (sums[i] as number) + rank
    }
    for (const [i, group] of field.entries()) found.set(group, (sums[i] as number) / tasks.length)
  }
  return found
}

const WEIGHTING = /^algorithm\.weighting(\.|$)/

function takesTheMean({ config }: RunGroup): boolean {
  const target = config['algorithm.weighting._target_']
  return target === undefined || target === null || String(target) === 'polyhead.weightings.Mean'
}

/** The config but for its seed and weighting, as text. */
function besideWeighting({ config }: RunGroup): string {
  const keys = Object.entries(config).filter(([key]) => key !== 'seed' && !WEIGHTING.test(key))
  return JSON.stringify(keys.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function versusMean(group: RunGroup, groups: readonly RunGroup[]): PairedTest | null {
  if (takesTheMean(group)) return null
  const own = besideWeighting(group)
  const mean = groups.find((other) => takesTheMean(other) && besideWeighting(other) === own)
  if (!mean) return null
  const bySeed = new Map(mean.runs.map((run) => [run.seed, run.results]))
  return pairedTest(
    group.runs.flatMap(({ seed, results }) => {
      const other = bySeed.get(seed)
      return seed === null || !other || !results ? [] : (difference(results, other) ?? [])
    }),
  )
}

/** By how much results are better than others of the same seed. */
function difference(results: RecordedResults, other: RecordedResults): number | null {
  const tasks = Object.keys(results.loss_cls)
  if (tasks.every((task) => task in results.acc)) {
    return results.avg_acc === null || other.avg_acc === null ? null : results.avg_acc - other.avg_acc
  }
  const gains = tasks.map((task) => {
    const [own, base] = [figureOf(results, task), figureOf(other, task)]
    return own && base ? gainPercent({ base: base.value, value: own.value, higher: own.higher }) : null
  })
  return gains.includes(null) ? null : (gains as number[]).reduce((sum, gain) => sum + gain, 0) / gains.length
}

function isBaseline({ config }: RunGroup): boolean {
  return String(config['algorithm._target_']).endsWith('.SingleLearning')
}

function better({ base, value, higher }: MetricValue): number {
  return higher ? value - base : base - value
}

/** Keys of a data set that change how it is read or trained on, not what it holds. */
const HANDLING = /^dataset\.(batch_size|memory_limit|root|drop_last|sampling_strategy|augmentation|num_tasks)$/

/** What an experiment's data set holds, as text. */
function dataOf({ config }: RunGroup): string {
  const keys = Object.entries(config).filter(([key]) => key.startsWith('dataset.') && !HANDLING.test(key))
  return JSON.stringify(keys.sort())
}

/**
 * Gains over baselines on the same data. Configs are compared value by value as numbers: there may be hundreds of each.
 */
class Gains {
  readonly #baselines = new Map<string, RunGroup[]>()
  readonly #values = new Map<RunGroup, Int32Array>()

  constructor(groups: readonly RunGroup[]) {
    const keys = [...new Set(groups.flatMap(({ config }) => Object.keys(config)))]
    const numbers = new Map<string, number>()
    for (const group of groups) {
      const values = keys.map((key) => {
        const text = JSON.stringify(group.config[key]) ?? ''
        const number = numbers.get(text) ?? numbers.size
        numbers.set(text, number)
        return number
      })
      this.#values.set(group, Int32Array.from(values))
      if (!isBaseline(group)) continue
      const data = dataOf(group)
      const others = this.#baselines.get(data)
      if (others) others.push(group)
      else this.#baselines.set(data, [group])
    }
  }

  /** Of several baselines of a task the one counts that is most alike. */
  of(group: RunGroup): Gain | null {
    if (isBaseline(group)) return null
    const baselines = this.#baselines.get(dataOf(group)) ?? []
    const alike = baselines
      .map((baseline) => ({ baseline, distance: this.#distance(group, baseline) }))
      .sort((a, b) => a.distance - b.distance)
    const bases = Object.keys(group.tasks).flatMap((task) => {
      const name = group.figures[task]?.name
      const best = alike.find(({ baseline }) => baseline.figures[task]?.name === name)?.baseline.tasks[task]
      const higher = group.figures[task]?.higher ?? true
      return best ? [{ task, base: best.mean, value: group.tasks[task]?.mean as number, higher }] : []
    })
    if (bases.length === 0) return null
    return {
      tasks: Object.fromEntries(bases.map((each) => [each.task, better(each)])),
      average: bases.reduce((sum, each) => sum + better(each), 0) / bases.length,
      percent: Object.fromEntries(bases.map(({ task, ...values }) => [task, gainPercent(values)])),
    }
  }

  #distance(a: RunGroup, b: RunGroup): number {
    const [x, y] = [this.#values.get(a), this.#values.get(b)] as [Int32Array, Int32Array]
    return x.reduce((sum, value, i) => sum + Number(value !== y[i]), 0)
  }
}
