import type { HeaderOption } from '../../../formats/csv-header.js'
import type { TargetKind } from '../../../nn/losses/task-loss.js'
import { ConfigError } from '../../../util/diagnostic.js'
import type { ColumnName } from './csv-columns.js'

/** A data set by its name, or with more to say about it. */
export type SourceSpec = string | SourceParams

export interface SourceParams {
  name: string
  /** Folder of the files; wins over `dataset.root`. */
  root?: string | null
  /** csv: the table; its rows are split into training, validation and test unless `test_file` is given. */
  file?: string | null
  test_file?: string | null
  /**
   * csv: where the class stands: a column's name, or its place from 0, or from the end (−1: the last). Of a task with
   * several labels or numbers, a list.
   */
  label_column?: ColumnName | readonly ColumnName[]
  /** csv: the features, in order. Null: all columns but the labels of tasks and `drop_columns`. */
  feature_columns?: readonly ColumnName[] | null
  /** csv: columns that are no features. */
  drop_columns?: readonly ColumnName[]
  /** csv: whether the first line names the columns; `auto`: the line tells. */
  header?: HeaderOption
  /** csv: what becomes of a row with a missing value. */
  missing_values?: 'refuse' | 'drop' | 'fill'
  /** csv: what `fill` puts in its place. */
  fill_value?: number
  /** csv: one character. */
  delimiter?: string
  /** csv: `[height, width, channels]` of a row. Null: plain numbers. */
  image_shape?: readonly number[] | null
  /** csv: the value that becomes 1. */
  scale?: number
  /** idx: files of images and labels. */
  images?: string | null
  labels?: string | null
  test_images?: string | null
  test_labels?: string | null
  /** image_folder: brings all images to this size when they are read. */
  size?: readonly [height: number, width: number] | null
  /** image_folder: 1 (grey) or 3. */
  channels?: 1 | 3
  /** Checksum that the (first) file must have. */
  sha256?: string | null
}

export interface SourceOptions {
  /** The config's path of the source, with which faults are told. */
  at: string
  root: string | null
  /** How many classes there should be, where the config says so. */
  classes?: number
  /** What the task is to predict. Default: a class. */
  kind?: TargetKind
  /** The config's path of the column of labels. Default: `<at>.label_column`. */
  labelAt?: string
  /** Files that take more bytes are read while training, where their format allows. Default: 256 MiB. */
  memoryLimit?: number
}

export const defaultMemoryLimit = 256 * 2 ** 20

/** @throws ConfigError where a source lacks a key that it needs. */
export function missingKey(name: string, key: string, what: string, { at }: SourceOptions): ConfigError {
  const message = `source '${name}' needs '${key}': ${what}`
  return new ConfigError({ code: 'missing-value', path: `${at}.${key}`, message })
}
