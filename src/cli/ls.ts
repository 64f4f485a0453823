import { statSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import { groupRuns } from '../report/group-runs.js'
import { fieldOf, knownFields } from '../report/run-fields.js'
import { groupTable, runTable } from '../report/run-tables.js'
import { printTable, tableFormat } from '../report/tables.js'
import { compareValues, requireField, selectRuns } from '../report/where.js'
import { type RunSummary, summarizeRuns } from '../rundir/run-index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Arguments } from './arguments.js'
import { EXIT } from './report-error.js'

/** `polyhead ls [DIR] [--where CONDITION]… [--sort KEY] [--reverse] [--group] [--columns A,B] [--format F] [--json]` */
export async function lsCommand(args: Arguments): Promise<number> {
  const { flags, options } = args
  const { folder, conditions } = wordsOf(args)
  const format = tableFormat((options.format as string | undefined) ?? 'table')
  const chosen = selectRuns(summarizeRuns(folder), conditions)
  const runs = sorted(chosen, options.sort as string | undefined, options.reverse === true)
  if (options.group) {
    const groups = groupRuns(runs)
    if (flags.json)
      write(`${JSON.stringify(groups.map((group) => ({ ...group, runs: group.runs.map(({ dir }) => dir) })))}\n`)
    else
      write(
        groups.length > 0
          ? printTable(groupTable(groups, { wide: format === 'csv' }), format)
          : nothing('no finished runs', folder),
      )
    return EXIT.done
  }
  const columns = (options.columns as string | undefined)?.split(',')
  for (const name of columns ?? []) requireField(name, knownFields(runs), name)
  if (flags.json) write(`${JSON.stringify(runs)}\n`)
  else write(runs.length > 0 ? printTable(runTable(runs, columns), format) : nothing('no runs', folder))
  return EXIT.done
}

/** The folder, and what follows `--where`: one condition or several. */
function wordsOf({ operands, overrides, options }: Arguments): { folder: string; conditions: string[] } {
  const isFolder = (word: string) => statSync(resolve(word), { throwIfNoEntry: false })?.isDirectory() === true
  const words = [...operands, ...overrides]
  const given = (options.where as string[] | undefined) ?? []
  const conditions = given.length > 0 ? words.filter((word) => /[<>=]/.test(word) && !isFolder(word)) : []
  const [folder = '.', ...rest] = words.filter((word) => !conditions.includes(word))
  if (rest.length > 0) {
    const hint = 'conditions follow --where'
    throw new ConfigError({ code: 'usage', path: '', message: `ls takes one folder, not '${rest[0]}' too`, hint })
  }
  if (!isFolder(folder)) {
    throw new ConfigError({ code: 'no-such-folder', path: '', message: `there is no folder '${folder}'` })
  }
  return { folder: resolve(folder), conditions: [...given, ...conditions] }
}

/** The best first: high accuracies, all else from small to large. Runs without the value come last. */
function sorted(runs: readonly RunSummary[], key: string | undefined, reverse: boolean): RunSummary[] {
  if (key === undefined) return reverse ? [...runs].reverse() : [...runs]
  if (runs.length > 0) requireField(key, knownFields(runs), key)
  const sign = /^acc(_\d+)?$/.test(key) !== reverse ? -1 : 1
  const keyed = runs.map((run) => ({ run, value: fieldOf(run, key) ?? null }))
  return keyed
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null)
      return sign * (compareValues(a.value, b.value) || 0)
    })
    .map(({ run }) => run)
}

function nothing(what: string, folder: string): string {
  return `${what} in ${relative(process.cwd(), folder) || '.'}\n`
}

function write(text: string): void {
  process.stdout.write(text)
}
