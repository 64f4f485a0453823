import type { CsvTable } from '../../../formats/csv-table.js'
import { fileError } from '../../../formats/file-error.js'
import { shortList } from '../../../util/short-list.js'
import { didYouMean } from '../../../util/suggest.js'

/** A column by its name, or by its place from 0 (from the end where negative). */
export type ColumnName = string | number

/** What a table's columns are to one task. */
export interface CsvLayout {
  /** The table that it was made for. */
  file: string
  header: readonly string[] | null
  columns: number
  /** Places of the features, in order. */
  features: readonly number[]
  /** Places of the label, or of the task's several. */
  labels: readonly number[]
  /** Whether the features were chosen by name: other columns do not matter then. */
  chosen: boolean
}

/**
 * The place of a column.
 * @throws ConfigError where the table has none of this name or at this place.
 */
export function findColumn(table: CsvTable, wanted: ColumnName): number {
  const { file, header, columns } = table
  if (typeof wanted === 'number') {
    const column = wanted < 0 ? columns + wanted : wanted
    if (column >= 0 && column < columns) return column
    throw fileError(file, `has no column ${wanted}: there are ${columns}, from 0 to ${columns - 1}`)
  }
  if (!header) throw fileError(file, `has no column '${wanted}': its first line names no columns`)
  const column = header.indexOf(wanted)
  if (column >= 0) return column
  throw fileError(file, `has no column '${wanted}': its columns are ${shortList(header)}`, hintFor(wanted, header))
}

/**
 * Places of a task's labels.
 * @throws ConfigError where one is not there, or is named twice.
 */
export function findLabels(table: CsvTable, wanted: readonly ColumnName[]): number[] {
  const places = wanted.map((column) => findColumn(table, column))
  const twice = places.find((place, i) => places.indexOf(place) < i)
  if (twice === undefined) return places
  throw fileError(table.file, `label_column names ${nameOf(table, twice)} twice`)
}

/**
 * Places of the columns that are to be left out.
 * @param labels of the task.
 * @throws ConfigError where one is not there, or is the label.
 */
export function findDropped(table: CsvTable, wanted: readonly ColumnName[], labels: readonly number[]): Set<number> {
  const dropped = new Set(wanted.map((column) => findColumn(table, column)))
  const label = labels.find((place) => dropped.has(place))
  if (label === undefined) return dropped
  throw fileError(table.file, `drop_columns names ${nameOf(table, label)}, which is the label`)
}

/**
 * Places of the features that were chosen, in the order chosen.
 * @param labels what is no feature of any task, with its owner: `the label of task 2`.
 * @throws ConfigError where one is not there, is chosen twice, or is a label.
 */
export function findChosen(
  table: CsvTable,
  wanted: readonly ColumnName[],
  labels: ReadonlyMap<number, string>,
): number[] {
  const chosen = new Set<number>()
  for (const column of wanted) {
    const place = findColumn(table, column)
    const owner = labels.get(place)
    const fault = owner ? `, which is ${owner}` : chosen.has(place) ? ' twice' : undefined
    if (fault) throw fileError(table.file, `feature_columns names ${nameOf(table, place)}${fault}`)
    chosen.add(place)
  }
  return [...chosen]
}

/**
 * Places of the columns that are features where none are chosen: all but labels and those to be left out.
 * @throws ConfigError where none is left, or one has no name beside others that have.
 */
export function findFeatures(
  table: CsvTable,
  labels: ReadonlyMap<number, string>,
  dropped: ReadonlySet<number>,
): number[] {
  const { file, header, columns } = table
  const all = Array.from({ length: columns }, (_, column) => column)
  const features = all.filter((column) => !labels.has(column) && !dropped.has(column))
  if (features.length === 0) throw fileError(file, 'has no column that is a feature', { hint: otherDelimiter(table) })
  const nameless = features.find((column) => header?.[column] === '')
  if (nameless === undefined) return features
  const hint = `'drop_columns: [${nameless}]' leaves it out; feature_columns can take it`
  throw fileError(file, `column ${nameless} has no name: it may number the rows, and be no feature`, { hint })
}

/** A table of one column whose name holds what other tables have between two. */
function otherDelimiter({ header, columns }: CsvTable): string | undefined {
  const found = columns === 1 ? [';', '\t', '|'].find((each) => header?.[0]?.includes(each)) : undefined
  return found && `its columns may be separated otherwise: 'delimiter: ${JSON.stringify(found)}'`
}

function nameOf({ header }: CsvTable, column: number): string {
  return header?.[column] ? `'${header[column]}'` : `column ${column}`
}

/** What a table's columns are taken for, for messages. */
export function describeLayout({ header, features, labels }: CsvLayout): string[] {
  const names = (columns: readonly number[]) => shortList(columns.map((column) => header?.[column] || String(column)))
  return [`features: ${names(features)}`, `label: ${names(labels)}`]
}

/** Columns of another table. */
export interface MatchedColumns {
  features: readonly number[]
  /** Null: it has not all of the labels. */
  labels: readonly number[] | null
}

/**
 * Finds a layout's columns in another table: by their names where both have them, else by their places. A table without
 * the label may hold the features alone.
 * @throws ConfigError where columns are missing, or there are columns that the layout's table has not.
 */
export function matchColumns(layout: CsvLayout, table: CsvTable): MatchedColumns {
  return layout.header && table.header ? matchNames(layout, layout.header, table) : matchPlaces(layout, table)
}

function matchNames(layout: CsvLayout, known: readonly string[], table: CsvTable): MatchedColumns {
  const header = table.header as readonly string[]
  const places = new Map(header.map((name, place) => [name, place]))
  const names = layout.features.map((column) => known[column] as string)
  const missing = names.filter((name) => !places.has(name))
  const own = new Set(known)
  const unknown = layout.chosen ? [] : header.filter((name) => !own.has(name))
  if (missing.length > 0) {
    const message = `has no column ${quoted(missing)}, which ${layout.file} has`
    throw fileError(table.file, message, hintFor(missing[0] as string, unknown))
  }
  if (unknown.length > 0) {
    throw fileError(table.file, `has a column ${quoted(unknown)}, which ${layout.file} has not`)
  }
  const labels = layout.labels.flatMap((column) => places.get(known[column] as string) ?? [])
  return {
    features: names.map((name) => places.get(name) as number),
    labels: labels.length === layout.labels.length ? labels : null,
  }
}

function matchPlaces(layout: CsvLayout, table: CsvTable): MatchedColumns {
  const { columns, features, labels } = layout
  if (table.columns === columns) return { features, labels }
  if (table.columns === features.length) return { features: features.map((_, place) => place), labels: null }
  const alone = features.length === columns ? '' : `, or ${features.length} without labels`
  throw fileError(table.file, `has ${table.columns} columns, but should have ${columns} as ${layout.file} has${alone}`)
}

function quoted(names: readonly string[]): string {
  return shortList(names.map((name) => `'${name}'`))
}

function hintFor(wanted: string, names: readonly string[]): { hint?: string } {
  return { hint: didYouMean(wanted, names) }
}
