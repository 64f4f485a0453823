import type { NumberTable } from '../../../formats/csv.js'
import { readCsv } from '../../../formats/csv.js'
import { fileError } from '../../../formats/file-error.js'
import { readContent } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split } from '../source.js'
import { checkExpected } from './check-expected.js'
import { resolveFile } from './resolve-file.js'
import type { SourceOptions, SourceParams } from './source-params.js'
import { missingKey } from './source-params.js'
import { readLabels } from './table.js'

/**
 * A CSV file of numbers (gzip or not): one sample a row, its class in one column.
 * @throws ConfigError where a file is missing or damaged, or a field is no number or no class.
 */
export async function loadCsvSource(params: SourceParams, options: SourceOptions): Promise<DataSource> {
  if (!params.file) throw missingKey('csv', 'file', 'the table of samples')
  const train = await loadTable(params.file, params, options)
  if (params.sha256) checkExpected(train.path, train.file.sha256, params.sha256)
  const test = params.test_file ? await loadTable(params.test_file, params, options) : undefined
  if (test && test.features !== train.features) {
    const message = `has ${test.features} values a row, but ${train.path} has ${train.features}`
    throw fileError(test.path, message)
  }
  const shape = params.image_shape ?? [train.features]
  const values = shape.reduce((product, side) => product * side, 1)
  if (values !== train.features) {
    const message = `has ${train.features} values a row, but image_shape ${shape.join('×')} needs ${values}`
    throw fileError(train.path, message)
  }
  return {
    name: train.file.name,
    shape,
    scale: params.scale ?? 1,
    classes: Math.max(train.classes, test?.classes ?? 0),
    train: train.split,
    test: test?.split ?? null,
    files: test ? [train.file, test.file] : [train.file],
  }
}

async function loadTable(name: string, params: SourceParams, { root, classes = 2 ** 31 }: SourceOptions) {
  const path = resolveFile(name, root)
  const { bytes, sha256 } = await readContent(path)
  const table = readCsv(bytes, { file: path, ...(params.delimiter && { delimiter: params.delimiter }) })
  const column = findColumn(table, params.label_column ?? -1, path)
  const labels = readLabels(table, { file: path, column, classes })
  const features = table.columns - 1
  const split: Split = { rows: memoryRows(withoutColumn(table, column), features), labels }
  const file: PreparedFile = { name, sha256, rows: table.rows }
  return { path, split, file, features, classes: labels.reduce((most, label) => Math.max(most, label + 1), 0) }
}

function findColumn(table: NumberTable, wanted: string | number, file: string): number {
  if (table.columns < 2) throw fileError(file, 'has one column, but should have values and a class')
  if (typeof wanted === 'number') {
    const column = wanted < 0 ? table.columns + wanted : wanted
    if (column >= 0 && column < table.columns) return column
    throw fileError(file, `has no column ${wanted}: there are ${table.columns}`)
  }
  const column = table.header?.indexOf(wanted) ?? -1
  if (column >= 0) return column
  const names = table.header ? `its columns are ${table.header.join(', ')}` : 'it has no header'
  throw fileError(file, `has no column '${wanted}': ${names}`)
}

/** The values of all other columns, `[rows, columns − 1]`; moved within the table's own memory. */
function withoutColumn({ values, rows, columns }: NumberTable, column: number): Float32Array {
  let to = 0
  for (let from = 0; from < rows * columns; from++) {
    if (from % columns !== column) values[to++] = values[from] as number
  }
  return values.subarray(0, to)
}
