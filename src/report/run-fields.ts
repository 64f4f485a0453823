import { type FlatValue, taskLabel } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import { checkedKeys } from '../schema/checked-keys.js'
import { allMeasures } from './task-figures.js'

/** Groups of the config whose option stands for `<group>._target_`. */
const TARGET = '._target_'

/** `polyhead.optimizers.SGD` → `SGD`. */
function shortTarget(value: FlatValue | undefined): FlatValue | undefined {
  return typeof value === 'string' ? value.slice(value.lastIndexOf('.') + 1) : value
}

/**
 * A run's value by the name that tables, `--where` and `--sort` know it by: `acc`, `loss`, `acc_3`, `loss_3`, `rmse_3`
 * (or a task's name instead of its id), `status`,
 * `kind`, `dir`, `started`, `duration`, `reproduces`, a group (`optimizer` → `SGD`), or a key of the config
 * (`optimizer.lr`).
 */
export function fieldOf(run: RunSummary, name: string): FlatValue | undefined {
  const { results, config } = run
  const own = taskFigure(run, name)
  if (own !== undefined) return own
  switch (name) {
    case 'dir':
    case 'status':
    case 'kind':
    case 'started':
    case 'seed':
      return run[name]
    case 'duration':
      return run.durationSeconds
    case 'acc':
      return results?.avg_acc
    case 'loss':
      return results?.avg_loss_cls
    case 'reproduces':
      return run.reproduces ?? undefined
    default:
      return Object.hasOwn(config, name) ? config[name] : shortTarget(config[name + TARGET])
  }
}

/** A figure of one task: `rmse_3`, `acc_species`. */
function taskFigure({ results, config }: RunSummary, name: string): number | undefined {
  for (const { name: measure, tasks } of results ? allMeasures(results) : []) {
    if (!name.startsWith(`${measure}_`)) continue
    const wanted = name.slice(measure.length + 1)
    const task = Object.keys(tasks).find((id) => id === wanted || taskLabel(config, id) === wanted)
    if (task !== undefined) return tasks[task]
  }
  return undefined
}

/** Whether a name stands for a group, whose value is a component's. */
export function isGroup({ config }: RunSummary, name: string): boolean {
  return !Object.hasOwn(config, name) && Object.hasOwn(config, name + TARGET)
}

/** Names that tables know of runs. */
export interface KnownFields extends Iterable<string> {
  has(name: string): boolean
}

/** Every name that `fieldOf` knows for one of the runs; where there are none, each that a run may have. */
export function knownFields(runs: readonly RunSummary[]): KnownFields {
  const names = new Set(['dir', 'status', 'kind', 'started', 'seed', 'duration', 'acc', 'loss', 'reproduces'])
  if (runs.length === 0) {
    for (const key of checkedKeys) names.add(key)
    return { [Symbol.iterator]: () => names.values(), has: (name) => names.has(name) || mayBe(name) }
  }
  for (const { config, results } of runs) {
    for (const key of Object.keys(config)) names.add(key.endsWith(TARGET) ? key.slice(0, -TARGET.length) : key)
    for (const { name, tasks } of results ? allMeasures(results) : []) {
      for (const task of Object.keys(tasks)) names.add(`${name}_${task}`).add(`${name}_${taskLabel(config, task)}`)
    }
  }
  return names
}

/** Whether a name may be a figure of a task, or a key below those that a config has. */
function mayBe(name: string): boolean {
  const dot = name.indexOf('.')
  return dot < 0 ? /^[a-z]\w*_./.test(name) : name.startsWith('vars.') || checkedKeys.has(name.slice(0, dot))
}

/** Config keys that say nothing about how a run was computed. */
const IRRELEVANT =
  /^(seed$|expected(\.|$)|loggers(\.|$)|callbacks\.(progress_bar|model_summary)\.|trainer\.(enable_|logger$))/

/** The config without the seed and what has no influence on results. */
export function parametersOf(run: Pick<RunSummary, 'config'>): Map<string, FlatValue> {
  return new Map(Object.entries(run.config).filter(([key]) => !IRRELEVANT.test(key)))
}

/**
 * Names of the parameters of which two runs have different values, or which some alone have, in the order of the
 * config. A component that some alone have is one of them, without its keys.
 */
export function differingParameters(runs: readonly Pick<RunSummary, 'config'>[]): string[] {
  const seen = new Map<string, FlatValue>()
  const times = new Map<string, number>()
  const differing = new Set<string>()
  const irrelevant = new Set<string>()
  for (const { config } of runs) {
    for (const [key, value] of Object.entries(config)) {
      if (irrelevant.has(key)) continue
      const before = seen.get(key)
      if (before === undefined && IRRELEVANT.test(key)) {
        irrelevant.add(key)
        continue
      }
      times.set(key, (times.get(key) ?? 0) + 1)
      if (before === undefined) seen.set(key, value)
      else if (!differing.has(key) && !sameValue(before, value)) differing.add(key)
    }
  }
  const partial = [...seen.keys()].filter((key) => times.get(key) !== runs.length && !differing.has(key))
  const components = partial.filter((key) => key.endsWith(TARGET))
  for (const key of components) differing.add(key)
  for (const key of partial) if (!isOfDiffering(key, differing)) differing.add(key)
  const names = [...seen.keys()].filter((key) => differing.has(key)).map((key) => key.replace(/\._target_$/, ''))
  // Where some runs have no component there, its place is null in them.
  return [...new Set(names)]
}

/** Whether a component that holds the key is another one in another run, or is not there: then its keys are others. */
function isOfDiffering(key: string, differing: ReadonlySet<string>): boolean {
  for (let at = key.lastIndexOf('.'); at > 0; at = key.lastIndexOf('.', at - 1)) {
    if (differing.has(key.slice(0, at) + TARGET)) return true
  }
  return false
}

/** The same names, first those in which the fewest runs agree: what was varied, before what a dataset brought. */
export function byVariety(names: readonly string[], runs: readonly RunSummary[]): string[] {
  const agreeing = (name: string): number => {
    const counts = new Map<string, number>()
    for (const run of runs) {
      const value = JSON.stringify(fieldOf(run, name) ?? null)
      counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts.values()].reduce((most, count) => Math.max(most, count), 0)
  }
  const agreement = new Map(names.map((name) => [name, agreeing(name)]))
  return [...names].sort((a, b) => (agreement.get(a) ?? 0) - (agreement.get(b) ?? 0))
}

function sameValue(a: FlatValue, b: FlatValue): boolean {
  return a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

/** Ids of the tasks that any of the runs tested, ascending. */
export function testedTasks(runs: readonly Pick<RunSummary, 'results'>[]): string[] {
  const tasks = new Set(runs.flatMap(({ results }) => Object.keys(results?.loss_cls ?? {})))
  return [...tasks].sort((a, b) => Number(a) - Number(b))
}
