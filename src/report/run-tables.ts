import { type FlatValue, taskLabel } from '../rundir/flat-config.js'
import type { RunSummary } from '../rundir/run-index.js'
import type { PairedTest } from '../util/paired-test.js'
import { shownPath } from '../util/shown-path.js'
import type { Estimate } from '../util/statistics.js'
import type { RunGroup } from './group-runs.js'
import { interval, intervalText } from './interval.js'
import { differingParameters, fieldOf } from './run-fields.js'
import type { Cell, Table } from './tables.js'

/** They have their places at the end of a row. */
const FIGURES: readonly string[] = ['run', 'acc', 'loss', 'duration', 'reproduces']

const INTERVAL = '95 % interval'

/**
 * One row a run: where, how it ended, what differs, what came out.
 * @param asked what the runs were chosen by: shown, too, where they do not differ in it
 */
export function runTable(
  runs: readonly RunSummary[],
  columns?: readonly string[],
  asked: readonly string[] = [],
): Table {
  const evals = runs.some(({ kind }) => kind === 'eval')
  // One that ended before its config was there differs in nothing.
  const known = runs.filter(({ config }) => Object.keys(config).length > 0)
  const seeds = new Set(known.map(({ seed }) => seed)).size > 1
  const usual = ['status', ...(evals ? ['kind'] : []), ...differingParameters(known), ...(seeds ? ['seed'] : [])]
  const names = columns ?? [
    ...new Set([...usual, ...asked.filter((name) => !FIGURES.includes(name))]),
    'acc',
    'loss',
    'duration',
    ...(runs.some(({ reproduces }) => reproduces !== null) ? ['reproduces'] : []),
  ]
  return {
    header: ['run', ...names],
    kept: ['status', 'acc', 'loss'],
    rows: runs.map((run) => [run.dir, ...names.map((name) => cell(fieldOf(run, name), name))]),
  }
}

/**
 * One row a group: what differs, the number of runs, means with standard deviations and 95 % intervals of the means,
 * within what a metric may be, and the gain over the baseline with Δm, mean ranks, and a paired test against the mean.
 * For reading, mean and spread share a cell, and the interval is that of the average; `wide` gives each number a column
 * of its own.
 */
export function groupTable(groups: readonly RunGroup[], { wide }: { wide: boolean }): Table {
  const names = differingParameters(groups)
  const tasks = [...new Set(groups.flatMap((group) => Object.keys(group.tasks)))].sort((a, b) => Number(a) - Number(b))
  const gains = groups.some(({ gain }) => gain !== null)
  const ranked = groups.some(({ rank }) => rank !== null)
  const tested = groups.some(({ versusMean }) => versusMean !== null)
  const accuracies = groups.every(({ figures }) => Object.values(figures).every(({ name }) => name === 'acc'))
  const labels = tasks.map((task) => labelOf(groups, task))
  // Where no task has classes, the average is the loss.
  const average = groups.some(({ acc }) => acc) ? 'acc' : 'loss'
  const estimates = [
    ...(average === 'acc' ? [{ name: 'acc', metric: 'acc', of: (group: RunGroup) => group.acc }] : []),
    { name: 'loss', metric: 'loss', of: (group: RunGroup) => group.loss },
    ...labels.map(({ figure, label }, i) => {
      const task = tasks[i] as string
      return { name: `${figure}_${label}`, metric: figure, of: (group: RunGroup) => group.tasks[task] ?? null }
    }),
  ]
  const columns = (name: string) =>
    wide ? ['', '_std', '_low', '_high'].map((end) => name + end) : [name, ...(name === average ? [INTERVAL] : [])]
  return {
    header: [
      ...names,
      'runs',
      ...estimates.flatMap(({ name }) => columns(name)),
      ...(gains ? ['gain', ...labels.map(({ label }) => `gain_${label}`), 'Δm %'] : []),
      ...(ranked ? ['mean rank'] : []),
      ...(tested ? [accuracies ? 'vs mean' : 'vs mean %', 'p'] : []),
    ],
    kept: ['runs', 'acc', 'loss'],
    rows: groups.map((group) => [
      ...names.map((name) => cell(fieldOf(group.runs[0] as RunSummary, name), name)),
      String(group.runs.length),
      ...estimates.flatMap(({ name, metric, of }) => {
        const value = of(group)
        if (wide) return wideCells(value, metric)
        return [meanCell(value), ...(name === average ? [intervalText(value, metric)] : [])]
      }),
      ...(gains
        ? [
            gainCell(group.gain?.average),
            ...tasks.map((task) => gainCell(group.gain?.tasks[task])),
            signed(group.deltaM ?? undefined, 2),
          ]
        : []),
      ...(ranked ? [group.rank === null ? '' : { text: group.rank.toFixed(2), value: group.rank }] : []),
      ...(tested ? [gainCell(group.versusMean?.difference), chanceCell(group.versusMean)] : []),
    ]),
  }
}

/** What a task is judged by, and what it is called: its id where groups call it by several names. */
function labelOf(groups: readonly RunGroup[], task: string): { figure: string; label: string } {
  const own = groups.filter(({ figures }) => figures[task])
  const names = new Set(own.map(({ config }) => taskLabel(config, task)))
  const found = new Set(own.map(({ figures }) => figures[task]?.name))
  const [label = task, ...others] = names
  const [figure = 'acc', ...otherFigures] = found
  return { figure: otherFigures.length > 0 ? 'figure' : figure, label: others.length > 0 ? task : label }
}

function wideCells(value: Estimate | null, metric: string): Cell[] {
  if (!value) return ['', '', '', '']
  const [low, high] = interval(value, metric) ?? [null, null]
  return [value.mean, value.std, low, high].map((number) => (number === null ? '' : rounded(number)))
}

function meanCell(value: Estimate | null): Cell {
  if (!value) return ''
  return value.mean.toFixed(4) + (value.std === null ? '' : ` ± ${value.std.toFixed(4)}`)
}

function gainCell(value: number | undefined): Cell {
  return signed(value, 4)
}

function signed(value: number | undefined, digits: number): Cell {
  return value === undefined ? '' : { text: (value >= 0 ? '+' : '') + value.toFixed(digits), value }
}

function chanceCell(test: PairedTest | null): Cell {
  if (!test) return ''
  return { text: test.p < 0.001 ? '< 0.001' : test.p.toFixed(3), value: test.p }
}

function rounded(value: number): Cell {
  return { text: value.toFixed(4), value }
}

function cell(value: FlatValue | undefined, name: string): Cell {
  if (value === undefined || (value === null && name !== 'seed')) return value === undefined ? '' : 'null'
  if (typeof value === 'number' && /^(acc|loss|balanced_acc|f1|auroc|mae|rmse|r2)(_.+)?$/.test(name))
    return rounded(value)
  if (typeof value === 'number' && name === 'duration') return { text: `${value.toFixed(1)} s`, value }
  if (name === 'reproduces' && typeof value === 'string') return shownPath(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}
