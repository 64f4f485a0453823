import { readLabels } from '../../formats/csv-labels.js'
import { CsvTable } from '../../formats/csv-table.js'
import { fileError } from '../../formats/file-error.js'
import type { TableRows } from './source.js'

/**
 * The rows of a CSV file that hold the values of a data set in order, and perhaps the label after them.
 * @param width values in a row.
 * @param classNames names that labels may have; null: they are numbers.
 * @throws ConfigError where it is damaged, or has another number of columns.
 */
export function readPlainRows(
  content: Uint8Array,
  file: string,
  { width, classNames }: { width: number; classNames: readonly string[] | null },
): TableRows {
  const table = new CsvTable(content, { file, labelColumn: width })
  const { columns, rows } = table
  if (columns !== width && columns !== width + 1) {
    const message = `a row has ${columns} values, but the run's data have ${width} (and may have a label after them)`
    throw fileError(file, message, { place: { line: table.lineOf(0), column: 1 } })
  }
  const { values } = table.numbers(Array.from({ length: width }, (_, column) => column))
  const labels = columns === width ? null : readLabels(table, width, { names: classNames }).labels
  const places = Int32Array.from({ length: rows }, (_, row) => row)
  return { values, labels, places, lineOf: (place) => table.lineOf(place) }
}
