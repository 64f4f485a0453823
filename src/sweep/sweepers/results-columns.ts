import { existsSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { maskTyped } from '../../util/mask-named.js'
import { readLedger } from '../ledger.js'
import { assignment } from '../study/assignment.js'
import { sweepLayout } from '../sweep-layout.js'
import { readState } from '../sweep-state.js'

/** An override of a job, and the column that shows its value. */
export interface GivenOverride {
  text: string
  column: number
}

/** Columns of `results.csv` that are neither keys nor metrics. */
const ABOUT = ['job', 'status', 'dir']

/**
 * What the jobs of a sweep's own `results.csv` were given: not all of its columns are keys, and which are says the
 * ledger beside the file. What was edited in a cell counts, and so does what was added: a column, or a key that other
 * jobs have. Undefined of any other file.
 * @returns the overrides of a row; undefined where it names no job of the sweep
 * @throws ConfigError where the ledger is damaged
 */
export function givenIn(
  file: string,
  header: readonly string[],
): ((row: readonly string[]) => GivenOverride[] | undefined) | undefined {
  const { results, ledger } = sweepLayout(dirname(file))
  const numbers = header.indexOf('job')
  if (basename(file) !== basename(results) || numbers < 0 || !existsSync(ledger)) return undefined
  const { jobs } = readState(readLedger(ledger))
  // A job may give a number of a key's name: the key's column is the first.
  const columns = new Map(header.map((name, column) => [name, column] as const).reverse())
  // As jobs were given them: a key may have been added, by a plus.
  const keys = new Map<string, string>()
  const notGiven = new Set(ABOUT)
  for (const { overrides, outcome } of jobs.values()) {
    for (const name of Object.keys(outcome?.metrics ?? {})) notGiven.add(name)
    for (const given of overrides) {
      const [name] = assignment(maskTyped(given))
      if (!keys.has(name)) keys.set(name, keyIn(given, name))
    }
  }
  return (row) => {
    const number = row[numbers] as string
    const job = /^\d+$/.test(number) ? jobs.get(Number(number)) : undefined
    if (!job) return undefined
    const own = new Set<string>()
    const kept = job.overrides.flatMap((given): GivenOverride[] => {
      const [name, shown] = assignment(maskTyped(given))
      own.add(name)
      const column = columns.get(name)
      if (column === undefined) return []
      const cell = row[column]
      return [{ column, text: cell === shown ? given : `${keyIn(given, name)}=${cell}` }]
    })
    const added = header.flatMap((name, column): GivenOverride[] => {
      const cell = row[column]
      if (own.has(name) || notGiven.has(name) || cell === '') return []
      return [{ column, text: `${keys.get(name) ?? name}=${cell}` }]
    })
    return [...kept, ...added]
  }
}

function keyIn(given: string, name: string): string {
  return given.slice(0, given.indexOf(name) + name.length)
}

/** Whether it has the columns of a sweep's `results.csv`, wherever the file lies. */
export function isOfResults(header: readonly string[]): boolean {
  const [job, status, ...others] = header
  return job === 'job' && status === 'status' && others.at(-1) === 'dir'
}
