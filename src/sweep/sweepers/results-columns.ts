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

/**
 * What the jobs of a sweep's own `results.csv` were given: not all of its columns are keys, and which are says the
 * ledger beside the file. What was edited in a cell counts. Undefined of any other file.
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
  const columns = new Map(header.map((name, column) => [name, column]))
  return (row) => {
    return jobs.get(Number(row[numbers]))?.overrides.flatMap((given) => {
      const [name, shown] = assignment(maskTyped(given))
      const column = columns.get(name)
      if (column === undefined) return []
      const cell = row[column] ?? ''
      const key = given.slice(0, given.indexOf(name) + name.length)
      return [{ column, text: cell === shown ? given : `${key}=${cell}` }]
    })
  }
}
