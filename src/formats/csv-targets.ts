import { counted } from '../util/counted.js'
import { CsvFaults, holdsNothing, labelFault } from './csv-faults.js'
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
  const texts = new TextFaults()
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
    texts.add(scanner, message)
    return true
  })
  texts.tell(faults)
  faults.throwAny()
  return { values, missing }
}

/** Fields of a text where a number must be: a column of them is one mistake. */
class TextFaults {
  #first: { place: { line: number; column: number }; message: string } | undefined
  #count = 0
  readonly #others: number[] = []

  add({ line, column }: { line: number; column: number }, message: string): void {
    if (this.#count++ === 0) this.#first = { place: { line, column }, message }
    else if (this.#others.length < SHOWN) this.#others.push(line)
  }

  tell(faults: CsvFaults): void {
    if (!this.#first) return
    const { place, message } = this.#first
    const others = this.#count - 1
    const more = others > this.#others.length ? ' …' : ''
    const where = `${others === 1 ? 'line' : 'lines'} ${this.#others.join(', ')}${more}`
    const also = others === 0 ? '' : `; so must ${counted(others, 'other')}, on ${where}`
    faults.add(place, `${message}${also}`, "'loss: cross_entropy' learns classes")
  }
}

/** Lines that are named beside the first. */
const SHOWN = 3
