import type { FlatValue } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import type { RecordedResults } from '../rundir/run-record.js'
import { type Estimate, estimate } from '../util/statistics.js'
import { parametersOf, testedTasks } from './run-fields.js'

/** Finished runs that differ in nothing but their seeds. */
export interface RunGroup {
  runs: readonly RunSummary[]
  seeds: (number | null)[]
  /** The config that they share, with the first one's seed. */
  config: Record<string, FlatValue>
  acc: Estimate
  loss: Estimate
  /** Accuracy by task id. */
  tasks: Record<string, Estimate>
  /** What learning jointly gains over the single-learning baseline, where there is one. */
  gain: Gain | null
}

export interface Gain {
  /** Mean accuracy minus the baseline's, by task id, for the tasks that have a baseline. */
  tasks: Record<string, number>
  /** Over those tasks. */
  average: number
}

/** Groups the runs that ended well, with figures, by everything but the seed, in order of first appearance. */
export function groupRuns(runs: readonly RunSummary[]): RunGroup[] {
  const byConfig = new Map<string, RunSummary[]>()
  for (const run of runs) {
    if (run.status !== 'done' || !hasFigures(run.results)) continue
    const key = JSON.stringify([run.kind, [...parametersOf(run)].sort(([a], [b]) => (a < b ? -1 : 1))])
    byConfig.set(key, [...(byConfig.get(key) ?? []), run])
  }
  const groups = [...byConfig.values()].map(summarize)
  return groups.map((group) => ({ ...group, gain: gainOf(group, groups) }))
}

type Figures = RecordedResults & { avg_acc: number; avg_loss_cls: number }

/** Not so where no task has test rows, or a figure was not finite. */
function hasFigures(results: RecordedResults | null): results is Figures {
  return results !== null && results.avg_acc !== null && results.avg_loss_cls !== null
}

function summarize(runs: readonly RunSummary[]): RunGroup {
  const results = runs.map((run) => run.results as Figures)
  const tasks = testedTasks(runs).map((task) => [task, estimate(results.map(({ acc }) => acc[task] as number))])
  return {
    runs,
    seeds: runs.map(({ seed }) => seed),
    config: runs[0]?.config ?? {},
    acc: estimate(results.map(({ avg_acc }) => avg_acc)),
    loss: estimate(results.map(({ avg_loss_cls }) => avg_loss_cls)),
    tasks: Object.fromEntries(tasks),
    gain: null,
  }
}

function isBaseline({ config }: RunGroup): boolean {
  return String(config['algorithm._target_']).endsWith('.SingleLearning')
}

function gainOf(group: RunGroup, groups: readonly RunGroup[]): Gain | null {
  if (isBaseline(group)) return null
  const gains: [string, number][] = []
  for (const [task, { mean }] of Object.entries(group.tasks)) {
    const candidates = groups.filter((other) => isBaseline(other) && other.tasks[task] && sameData(group, other))
    // Of several baselines the one that is most alike.
    const [best] = candidates.sort((a, b) => distance(group, a) - distance(group, b))
    const baseline = best?.tasks[task]
    if (baseline) gains.push([task, mean - baseline.mean])
  }
  if (gains.length === 0) return null
  return {
    tasks: Object.fromEntries(gains),
    average: gains.reduce((sum, [, gain]) => sum + gain, 0) / gains.length,
  }
}

/** Keys of a data set that change how it is read or trained on, not what it holds. */
const HANDLING = /^dataset\.(batch_size|memory_limit|root|drop_last|sampling_strategy|augmentation|num_tasks)$/

function sameData(a: RunGroup, b: RunGroup): boolean {
  const data = ({ config }: RunGroup) =>
    JSON.stringify(
      Object.entries(config)
        .filter(([key]) => key.startsWith('dataset.') && !HANDLING.test(key))
        .sort(),
    )
  return data(a) === data(b)
}

function distance(a: RunGroup, b: RunGroup): number {
  const keys = new Set([...Object.keys(a.config), ...Object.keys(b.config)])
  return [...keys].filter((key) => JSON.stringify(a.config[key]) !== JSON.stringify(b.config[key])).length
}
