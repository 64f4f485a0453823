import type { FlatValue } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import { shownPath } from '../util/shown-path.js'
import type { Estimate } from '../util/statistics.js'
import type { RunGroup } from './group-runs.js'
import { differingParameters, fieldOf } from './run-fields.js'
import type { Cell, Table } from './tables.js'

/** One row a run: where, how it ended, what differs, what came out. */
export function runTable(runs: readonly RunSummary[], columns?: readonly string[]): Table {
  const evals = runs.some(({ kind }) => kind === 'eval')
  const seeds = new Set(runs.map(({ seed }) => seed)).size > 1
  const names = columns ?? [
    'status',
    ...(evals ? ['kind'] : []),
    ...differingParameters(runs),
    ...(seeds ? ['seed'] : []),
    'acc',
    'loss',
    'duration',
    ...(runs.some(({ reproduces }) => reproduces !== null) ? ['reproduces'] : []),
  ]
  return {
    header: ['run', ...names],
    rows: runs.map((run) => [run.dir, ...names.map((name) => cell(fieldOf(run, name), name))]),
  }
}

/**
 * One row a group: what differs, the number of runs, means with standard deviations and the mean's 95 % interval, and
 * the gain over the baseline. For reading, mean and spread share a cell; `wide` gives each number a column of its own.
 */
export function groupTable(groups: readonly RunGroup[], { wide }: { wide: boolean }): Table {
  const names = differingParameters(groups)
  const tasks = [...new Set(groups.flatMap((group) => Object.keys(group.tasks)))].sort((a, b) => Number(a) - Number(b))
  const gains = groups.some(({ gain }) => gain !== null)
  const estimates = ['acc', 'loss', ...tasks.map((task) => `acc_${task}`)]
  const columns = (name: string) =>
    wide ? [name, `${name}_std`, `${name}_ci95`] : [name, ...(name === 'acc' ? ['95 % interval'] : [])]
  return {
    header: [
      ...names,
      'runs',
      ...estimates.flatMap(columns),
      ...(gains ? ['gain', ...tasks.map((task) => `gain_${task}`)] : []),
    ],
    rows: groups.map((group) => [
      ...names.map((name) => cell(fieldOf(group.runs[0] as RunSummary, name), name)),
      String(group.runs.length),
      ...[group.acc, group.loss, ...tasks.map((task) => group.tasks[task])].flatMap((value, i) =>
        wide ? wideCells(value) : [meanCell(value), ...(i === 0 ? [intervalCell(value)] : [])],
      ),
      ...(gains ? [gainCell(group.gain?.average), ...tasks.map((task) => gainCell(group.gain?.tasks[task]))] : []),
    ]),
  }
}

function wideCells(value: Estimate | undefined): Cell[] {
  if (!value) return ['', '', '']
  return [value.mean, value.std, value.ci95].map((number) => (number === null ? '' : rounded(number)))
}

function meanCell(value: Estimate | undefined): Cell {
  if (!value) return ''
  return value.mean.toFixed(4) + (value.std === null ? '' : ` ± ${value.std.toFixed(4)}`)
}

function intervalCell(value: Estimate | undefined): Cell {
  if (!value || value.ci95 === null) return ''
  return `${(value.mean - value.ci95).toFixed(4)} … ${(value.mean + value.ci95).toFixed(4)}`
}

function gainCell(value: number | undefined): Cell {
  return value === undefined ? '' : { text: (value >= 0 ? '+' : '') + value.toFixed(4), value }
}

function rounded(value: number): Cell {
  return { text: value.toFixed(4), value }
}

function cell(value: FlatValue | undefined, name: string): Cell {
  if (value === undefined || (value === null && name !== 'seed')) return value === undefined ? '' : 'null'
  if (typeof value === 'number' && /^(acc|loss)(_\d+)?$/.test(name)) return rounded(value)
  if (typeof value === 'number' && name === 'duration') return { text: `${value.toFixed(1)} s`, value }
  if (name === 'reproduces' && typeof value === 'string') return shownPath(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
