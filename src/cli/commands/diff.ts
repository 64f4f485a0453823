import type { Table } from '../../report/tables.js'
import type { RunDiff } from '../../run/diff.js'
import { withShortHashes } from '../../util/sha256.js'
import { print, printJson } from '../../util/terminal.js'
import { defineCommand } from '../app.js'
import { EXIT } from '../exit.js'

export const diff = defineCommand({
  name: 'diff',
  summary: 'what two runs do not have in common, and their results side by side',
  help: ['Compares two runs: the values of their configs with who set them, the environment, and the results.'],
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
    else print(await describe(found, first, second))
    return EXIT.done
  },
})

async function describe({ config, environment, metrics }: RunDiff, first: string, second: string): Promise<string> {
  const { printTable } = await import('../../report/tables.js')
  const absent = (value: string | null) => value ?? '(none)'
  const values: Table = {
    header: ['config', first, second, 'set by'],
    rows: config.map((d) => [
      d.key,
      absent(d.first),
      absent(d.second),
      [...new Set([d.firstSource, d.secondSource])].filter(Boolean).join(' / '),
    ]),
  }
  const circumstances: Table = {
    header: ['environment', first, second],
    rows: environment.map((d) => [d.what, ...[d.first, d.second].map(withShortHashes)]),
  }
  const results: Table = {
    header: ['metric', first, second, 'difference'],
    rows: metrics.map(({ name, first, second }) => [name, figure(first), figure(second), difference(first, second)]),
  }
  const sections = [
    config.length > 0 ? printTable(values, 'table') : 'the configs are the same\n',
    environment.length > 0 ? printTable(circumstances, 'table') : 'the environments are the same\n',
    ...(metrics.length > 0 ? [printTable(results, 'table')] : []),
  ]
  return sections.join('\n')
}

function figure(value: number | null): string {
  return value === null ? '' : value.toFixed(4)
}

function difference(a: number | null, b: number | null): string {
  return a === null || b === null ? '' : `${b >= a ? '+' : ''}${(b - a).toFixed(4)}`
}
