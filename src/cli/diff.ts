import { printTable, type Table } from '../report/tables.js'
import { diffRuns, type RunDiff } from '../run/diff.js'
import type { Arguments } from './arguments.js'
import { operands } from './operands.js'
import { EXIT } from './report-error.js'

/** `polyhead diff A B`: values, environment and metrics of two runs, where they differ. */
export async function diffCommand(args: Arguments): Promise<number> {
  const [first, second] = operands(args, ['a run directory', 'another one'], 'polyhead diff A B') as [string, string]
  const diff = diffRuns(first, second, process.cwd())
  if (args.flags.json) process.stdout.write(`${JSON.stringify(diff)}\n`)
  else process.stdout.write(describe(diff, first, second))
  return EXIT.done
}

function describe({ config, environment, metrics }: RunDiff, first: string, second: string): string {
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
    rows: environment.map((d) => [d.what, d.first, d.second]),
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
