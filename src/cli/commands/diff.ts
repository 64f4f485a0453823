import type { Table } from '../../report/tables.js'
import type { RunDiff } from '../../run/diff.js'
import { displayWidth } from '../../util/display-width.js'
import { shownValue } from '../../util/sha256.js'
import { outputColumns, print, printJson } from '../../util/terminal.js'
import { visible } from '../../util/visible.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const diff = defineCommand({
  name: 'diff',
  summary: 'what two runs do not have in common, and their results side by side',
  help: [
    'Compares two runs: the values of their configs with who set them, the environment, and the results. On a terminal',
    'that is too narrow for a table the values stand one below the other.',
  ],
  examples: ['polyhead diff multirun/first/0 multirun/first/1'],
  operands: {
    first: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'a run directory' },
    second: { type: 'run', name: 'RUN_DIR', count: 'one', about: 'another one' },
  },
  options: {},
  overrides: false,
  async run({ operands: { first, second }, flags }, { cwd }) {
    const { diffRuns } = await import('../../run/diff.js')
    const found = diffRuns(first, second, cwd)
    if (flags.json) printJson(found)
    else print(await describe(found, first, second, outputColumns()))
    return EXIT.done
  },
})

async function describe(found: RunDiff, first: string, second: string, room?: number): Promise<string> {
  const { printTable } = await import('../../report/tables.js')
  const absent = (value: string | null) => value ?? '(none)'
  const config = found.config.map((d): Different => {
    return { what: d.key, values: [absent(d.first), absent(d.second)], sources: [d.firstSource, d.secondSource] }
  })
  const environment = found.environment.map((d): Different => {
    return { what: d.what, values: [shownValue(d.first), shownValue(d.second)], sources: [] }
  })
  const wide = [tableOf('config', config, [first, second]), tableOf('environment', environment, [first, second])]
  const [ofConfig = '', ofEnvironment = ''] = wide.map((table) => printTable(table, 'table'))
  const fits = (text: string) => room === undefined || text.split('\n').every((line) => displayWidth(line) <= room)
  const isWide = fits(ofConfig) && fits(ofEnvironment)
  const legend = isWide || config.length + environment.length === 0 ? [] : [`- ${first}\n+ ${second}\n`]
  const section = (differences: readonly Different[], table: string, same: string) =>
    differences.length === 0 ? `${same}\n` : isWide ? table : oneBelowTheOther(differences)
  const metrics: Table = {
    header: ['metric', first, second, 'difference'],
    rows: found.metrics.map((m) => [m.name, figure(m.first), figure(m.second), difference(m.first, m.second)]),
  }
  return [
    ...legend,
    section(config, ofConfig, 'the configs are the same'),
    section(environment, ofEnvironment, 'the environments are the same'),
    ...(found.metrics.length > 0 ? [printTable(metrics, 'table', room)] : []),
  ].join('\n')
}

/** What is not the same in two runs, and who says so. */
interface Different {
  what: string
  values: [first: string, second: string]
  sources: readonly (string | null)[]
}

function tableOf(title: string, differences: readonly Different[], [first, second]: [string, string]): Table {
  const hasSources = differences.some(({ sources }) => sources.length > 0)
  return {
    header: [title, first, second, ...(hasSources ? ['set by'] : [])],
    rows: differences.map(({ what, values, sources }) => [
      what,
      ...values,
      ...(hasSources ? [[...new Set(sources)].filter(Boolean).join(' / ')] : []),
    ]),
  }
}

/** Where a terminal has no room for columns: each value whole, in a line of its own. */
function oneBelowTheOther(differences: readonly Different[]): string {
  return differences
    .flatMap(({ what, values, sources }) => [
      what,
      ...values.flatMap((value, i) => [`  ${'-+'[i]} ${value}`, ...(sources[i] ? [`      ${sources[i]}`] : [])]),
    ])
    .map((line) => `${visible(line)}\n`)
    .join('')
}

function figure(value: number | null): string {
  return value === null ? '' : value.toFixed(4)
}

function difference(a: number | null, b: number | null): string {
  return a === null || b === null ? '' : `${b >= a ? '+' : ''}${(b - a).toFixed(4)}`
}
