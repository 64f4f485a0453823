import type { NumberTable } from '../../../formats/csv.js'
import { fileDiagnostic } from '../../../formats/file-error.js'
import type { Diagnostic } from '../../../util/diagnostic.js'
import { ConfigError } from '../../../util/diagnostic.js'

const maxErrors = 20

/**
 * A column of class numbers.
 * @throws ConfigError for each (at most 20) that is not one of `0 … classes − 1`.
 */
export function readLabels(
  table: NumberTable,
  { file, column, classes }: { file: string; column: number; classes: number },
): Int32Array {
  const labels = new Int32Array(table.rows)
  const errors: Diagnostic[] = []
  for (let row = 0; row < table.rows && errors.length < maxErrors; row++) {
    const value = table.values[row * table.columns + column] as number
    labels[row] = value
    if (Number.isInteger(value) && value >= 0 && value < classes) continue
    const place = `${file}:${table.lineOf(row)}`
    const message = `the label in column ${column + 1} is ${value}, but must be a class from 0 to ${classes - 1}`
    errors.push(fileDiagnostic(place, message))
  }
  if (errors.length > 0) throw new ConfigError(errors)
  return labels
}

/**
 * The first columns as bytes.
 * @throws ConfigError for the first that is not an integer from 0 to `max`.
 */
export function readPixels(
  table: NumberTable,
  { file, columns, max }: { file: string; columns: number; max: number },
): Uint8Array {
  const pixels = new Uint8Array(table.rows * columns)
  for (let row = 0; row < table.rows; row++) {
    for (let column = 0; column < columns; column++) {
      const value = table.values[row * table.columns + column] as number
      if (!Number.isInteger(value) || value < 0 || value > max) {
        const message = `the pixel in column ${column + 1} is ${value}, but must be an integer from 0 to ${max}`
        throw new ConfigError(fileDiagnostic(`${file}:${table.lineOf(row)}`, message))
      }
      pixels[row * columns + column] = value
    }
  }
  return pixels
}
