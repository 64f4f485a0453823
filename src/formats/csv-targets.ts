import { counted } from '../util/counted.js'
import { CsvFaults, holdsNothing, labelFault, maxFaults } from './csv-faults.js'
import type { CsvTable } from './csv-table.js'

/** Columns of what is to be predicted, other than one class. */
export interface CsvTargets {
  /** `[rows, columns]`, row-major; 0 where it is missing. */
  values: Float32Array
  /** 1 for each row in which one is missing. */
  missing: Uint8Array
}

/**
 * Numbers, or labels each of which is 0 or 1.
 * @param keepMissing whether rows may lack one: else it is an error.
 * @throws ConfigError with the (at most 20) fields that hold none.
 */
export function readTargets(
  table: CsvTable,
  columns: readonly number[],
  { kind, keepMissing }: { kind: 'labels' | 'numbers'; keepMissing: boolean },
): CsvTargets {
  const places = new Int32Array(table.columns).fill(-1)
  for (const [place, column] of columns.entries()) places[column] = place
  const values = new Float32Array(table.rows * columns.length)
  const missing = new Uint8Array(table.rows)
  const faults = new CsvFaults(table.file)
  const wrong = columns.map(() => new WrongFields())
  const wanted = kind === 'labels' ? '0 or 1' : 'a number'
  table.eachField((scanner, row, column) => {
    const place = places[column] as number
    if (place < 0) return true
    const value = Math.fround(table.numberIn(scanner))
    if (kind === 'labels' ? value === 0 || value === 1 : Number.isFinite(value)) {
      values[row * columns.length + place] = value
      return true
    }
    missing[row] = 1
    if (keepMissing && holdsNothing(scanner)) return true
    const [message, hint] = labelFault(scanner, wanted)
    if (holdsNothing(scanner)) return faults.add(scanner, message, hint)
    wrong[place]?.add(scanner, message)
    return true
  })
  for (const column of wrong) column.tell(faults, table.rows)
  faults.throwAny()
  return { values, missing }
}

/** Fields of a column that are no numbers as they must be. */
class WrongFields {
  readonly #first: { line: number; column: number; message: string }[] = []
  #count = 0

  add({ line, column }: { line: number; column: number }, message: string): void {
    this.#count++
    if (this.#first.length < maxFaults) this.#first.push({ line, column, message })
  }

  /** Some are slips, each of which is told; where most of the rows are at fault the column is one mistake. */
  tell(faults: CsvFaults, rows: number): void {
    const others = this.#count - 1
    const [first, ...more] = this.#first
    if (!first) return
    if (others === 0 || 2 * this.#count <= rows) {
      for (const { message, ...place } of this.#first) faults.add(place, message)
      return
    }
    const lines = more.slice(0, SHOWN).map(({ line }) => line)
    const where = `${others === 1 ? 'line' : 'lines'} ${lines.join(', ')}${others > SHOWN ? ' …' : ''}`
    const have = `${counted(others, 'other field')} of the column ${others === 1 ? 'has' : 'have'} the same fault`
    faults.add(first, `${first.message}; ${have}, on ${where}`, "'loss: cross_entropy' learns classes")
  }
}

/** Lines that are named beside the first. */
const SHOWN = 3
