import { type CsvNumbers, CsvTable } from '../../../formats/csv-table.js'
import { fileError } from '../../../formats/file-error.js'
import type { FileContent } from '../../../formats/read-file.js'
import type { PreparedFile } from '../../../training/dataset.js'
import { counted } from '../../../util/counted.js'
import { memoryRows } from '../rows.js'
import type { DataSource, Split, TableRows } from '../source.js'
import {
  type CsvLayout,
  describeLayout,
  findChosen,
  findDropped,
  findFeatures,
  type MatchedColumns,
  matchColumns,
} from './csv-columns.js'
import { type CsvRows, readCsvRows } from './csv-rows.js'
import { resolveFile } from './resolve-file.js'
import type { SourceOptions, SourceParams } from './source-params.js'
import { traced } from './traced.js'

/** A task's CSV files, open. */
export interface OpenCsv {
  params: SourceParams
  options: SourceOptions
  content: FileContent
  testContent: FileContent | undefined
  table: CsvTable
  /** Places of the label, or of the task's several. */
  labels: readonly number[]
}

/**
 * A task's data set.
 * @param otherLabels places of other tasks' labels in this table, each with its owner: `the label of task 2`.
 * @param known values that were read for other tasks.
 */
export async function makeCsvSource(
  csv: OpenCsv,
  otherLabels: ReadonlyMap<number, string>,
  known: Map<string, CsvNumbers>,
): Promise<DataSource> {
  const { params, options, table } = csv
  const { at, classes, kind } = options
  const layout = await layOut(csv, otherLabels)
  const shape = await traced(`${at}.image_shape`, () => shapeOf(params, layout))
  const rows = await traced(`${at}.file`, () => readCsvRows(table, layout, { ...params, classes, kind, known }))
  const readAs = { ...params, classes, kind, names: rows.names }
  const train = makePart(params.file as string, csv.content, { table, rows }, layout)
  const test = await traced(`${at}.test_file`, () => readTest(csv, layout, readAs))
  return {
    name: params.file as string,
    shape,
    scale: params.scale ?? 1,
    classes: Math.max(rows.classes, test?.classes ?? 0),
    classNames: rows.names,
    classesAreFound: rows.targets === null,
    ...(rows.targets && { targetNames: layout.labels.map((column) => layout.header?.[column] ?? String(column)) }),
    train: train.split,
    test: test?.split ?? null,
    files: test ? [train.file, test.file] : [train.file],
    notes: describeLayout(layout),
    warnings: [train, ...(test ? [test] : [])].flatMap(({ incomplete, file: { name, rows } }) => {
      if (incomplete === 0) return []
      const message = `${name}: ${incomplete} of ${counted(rows + incomplete, 'row')} are left out, for a value is missing`
      return [{ code: 'rows-left-out', severity: 'warning', path: '', message }]
    }),
    readTable(content, file) {
      const { table, columns } = openLike(layout, content, file, params)
      return withoutIncomplete(table, readCsvRows(table, columns, readAs), layout.features.length)
    },
  }
}

async function layOut({ params, options, table, labels: own }: OpenCsv, others: ReadonlyMap<number, string>) {
  const { at } = options
  const { feature_columns: chosen, drop_columns: drop = [] } = params
  const labels = new Map([...others, ...own.map((column) => [column, 'the label'] as const)])
  const dropped = await traced(`${at}.drop_columns`, () => findDropped(table, drop, own))
  const features = chosen
    ? await traced(`${at}.feature_columns`, () => findChosen(table, chosen, labels))
    : await traced(`${at}.file`, () => findFeatures(table, labels, dropped))
  const { file, header, columns } = table
  return { file, header, columns, features, labels: own, chosen: chosen != null }
}

/** @throws ConfigError where an image has more or fewer values than a row. */
function shapeOf({ image_shape }: SourceParams, layout: CsvLayout): readonly number[] {
  const count = layout.features.length
  const shape = image_shape ?? [count]
  const values = shape.reduce((product, side) => product * side, 1)
  if (values === count) return shape
  const message = `has ${counted(count, 'feature')}, but image_shape ${shape.join('×')} needs ${values}`
  throw fileError(layout.file, message, { notes: describeLayout(layout) })
}

/** Rows of one file, ready to be learned from. */
interface Part {
  split: Split
  file: PreparedFile
  classes: number
  /** Rows that are left out, for a value is missing. */
  incomplete: number
}

function makePart(
  name: string,
  { sha256 }: FileContent,
  { table, rows }: { table: CsvTable; rows: CsvRows },
  layout: CsvLayout,
): Part {
  const { values, labels, targets, classes, kept } = rows
  const split = { rows: memoryRows(values, layout.features.length), labels: labels as Int32Array }
  return {
    split: targets ? { ...split, targets } : split,
    file: { name, sha256, rows: kept.length },
    classes,
    incomplete: table.rows - kept.length,
  }
}

function readTest(
  { params, options, testContent }: OpenCsv,
  layout: CsvLayout,
  readAs: Parameters<typeof readCsvRows>[2],
): Part | undefined {
  if (!testContent) return undefined
  const name = params.test_file as string
  const { table, columns } = openLike(layout, testContent.bytes, resolveFile(name, options.root), params)
  if (columns.labels === null) throw fileError(table.file, `has no column of labels, which ${layout.file} has`)
  return makePart(name, testContent, { table, rows: readCsvRows(table, columns, readAs) }, layout)
}

/** Another table with a layout's columns. */
function openLike(
  layout: CsvLayout,
  content: Uint8Array,
  file: string,
  { delimiter, header }: SourceParams,
): { table: CsvTable; columns: MatchedColumns } {
  const names = layout.header
  const wanted = names ? layout.features.map((column) => names[column] as string) : []
  const table = new CsvTable(content, { file, delimiter, header, wanted, labelColumn: layout.labels[0] })
  return { table, columns: matchColumns(layout, table) }
}

/** The rows that are not left out, moved together. */
function withoutIncomplete(table: CsvTable, { values, labels, targets, kept }: CsvRows, width: number): TableRows {
  const lineOf = (place: number) => table.lineOf(place)
  const own = targets && { targets: keptRows(targets, targets.length / table.rows, kept) }
  if (kept.length === table.rows) return { values, labels, ...own, places: kept, lineOf }
  const found = labels && kept.map((row) => labels[row] as number)
  return { values: keptRows(values, width, kept), labels: found, ...own, places: kept, lineOf }
}

function keptRows(values: Float32Array, width: number, kept: Int32Array): Float32Array {
  const found = new Float32Array(kept.length * width)
  for (const [to, row] of kept.entries()) found.set(values.subarray(row * width, (row + 1) * width), to * width)
  return found
}
