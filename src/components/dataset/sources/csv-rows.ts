import { type CsvLabels, readLabels } from '../../../formats/csv-labels.js'
import type { CsvNumbers, CsvTable } from '../../../formats/csv-table.js'
import { readTargets } from '../../../formats/csv-targets.js'
import { fileError } from '../../../formats/file-error.js'
import type { TargetKind } from '../../../nn/losses/task-loss.js'
import type { MatchedColumns } from './csv-columns.js'
import type { SourceParams } from './source-params.js'

export interface CsvRows {
  /** `[rows, features]`, row-major. */
  values: Float32Array
  /** The class of each row, 0 where it has targets; −1: the row is left out. Null: the table has none. */
  labels: Int32Array | null
  /** `[rows, width]`, where what is predicted is no class. */
  targets: Float32Array | null
  names: readonly string[] | null
  classes: number
  /** Rows that are not left out, in order. */
  kept: Int32Array
}

export interface CsvRowOptions extends Pick<SourceParams, 'missing_values' | 'fill_value'> {
  /** Classes that there may be; null: they are numbers. Default: those in the table. */
  names?: readonly string[] | null
  /** How many classes there may be. */
  classes?: number | undefined
  /** What is to be predicted. Default: a class. */
  kind?: TargetKind | undefined
  /** Values that were read for other tasks. */
  known?: Map<string, CsvNumbers>
}

/**
 * Features and classes of a table's rows.
 * @throws ConfigError with the (at most 20) fields at fault, or where no row is complete.
 */
export function readCsvRows(
  table: CsvTable,
  { features, labels: columns }: MatchedColumns,
  options: CsvRowOptions,
): CsvRows {
  const { missing_values: missing = 'refuse', known = new Map() } = options
  const fill = missing === 'refuse' ? undefined : missing === 'fill' ? (options.fill_value ?? 0) : 0
  const key = `${table.file}\n${table.header === null}\n${fill}\n${features.join()}`
  const numbers: CsvNumbers = known.get(key) ?? table.numbers(features, fill)
  known.set(key, numbers)
  const drop = missing === 'drop'
  const found = columns === null ? null : readAnswers(table, columns, options)
  const labels = found && drop ? withoutIncomplete(found.labels, numbers.incomplete) : (found?.labels ?? null)
  const kept = keptRows(table.rows, labels, drop ? numbers.incomplete : null)
  if (kept.length === 0) throw fileError(table.file, 'has no row without missing values')
  const { names = null, classes = 0, targets = null } = found ?? {}
  return { values: numbers.values, labels, targets, names, classes, kept }
}

/** What the rows are to give: classes, or targets beside one class for all. */
function readAnswers(
  table: CsvTable,
  columns: readonly number[],
  { kind = 'class', missing_values: missing, names, classes }: CsvRowOptions,
): CsvLabels & { targets?: Float32Array } {
  const keepMissing = missing === 'drop'
  if (kind === 'class') return readLabels(table, columns[0] as number, { names, classes, keepMissing })
  const { values, missing: lacking } = readTargets(table, columns, { kind, keepMissing })
  return { labels: Int32Array.from(lacking, (lacks) => -lacks), names: null, classes: 1, targets: values }
}

function withoutIncomplete(labels: CsvLabels['labels'], incomplete: Uint8Array | null): Int32Array {
  return incomplete ? labels.map((label, row) => (incomplete[row] === 1 ? -1 : label)) : labels
}

function keptRows(count: number, labels: Int32Array | null, incomplete: Uint8Array | null): Int32Array {
  const kept = new Int32Array(count)
  let to = 0
  for (let row = 0; row < count; row++) {
    if (incomplete?.[row] !== 1 && (labels === null || (labels[row] as number) >= 0)) kept[to++] = row
  }
  return kept.subarray(0, to)
}
