import type { PreparedFile } from '../../training/dataset.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { Rows } from './rows.js'

/** Samples and their labels, in file order. */
export interface Split {
  /** The samples. */
  rows: Rows
  /** One of `0 … classes − 1` a row; −1: the row is left out. */
  labels: Uint8Array | Int32Array
  /** `[rows, width]` of what is to be predicted where that is no class: labels are then 0. */
  targets?: Float32Array
}

/** Rows of a file from elsewhere. */
export interface TableRows {
  /** `[rows, width]`, row-major. */
  values: Float32Array
  /** Place of each row in its file, from 0. */
  places: Int32Array
  /** One of `0 … classes − 1` a row; null: the file has no labels. */
  labels: Int32Array | null
  /** `[rows, width]`, where they are no classes. */
  targets?: Float32Array
  /** The line of a place. */
  lineOf(place: number): number
}

/** A data set as its files hold it, before any task is made of it. */
export interface DataSource {
  /** For messages. */
  name: string
  /** `[height, width, channels]`, or `[features]` of plain numbers. */
  shape: readonly number[]
  /** The value that becomes 1, as torchvision's ToTensor divides bytes by 255. */
  scale: number
  /** Labels are 0 … classes − 1; 1 where there are targets. */
  classes: number
  /** Names of the columns of targets, or their places; missing: there are labels. */
  targetNames?: readonly string[]
  /** Names of the classes, where the files have names; null: numbers. */
  classNames: readonly string[] | null
  /** The classes are those that a user's own files happen to hold: nobody said which there are. */
  classesAreFound?: boolean
  /** Training rows; validation rows, and test rows where `test` is null, are split off. */
  train: Split
  /** Null: the data set has no test part of its own, so one is split off. */
  test: Split | null
  /** For `run.json`. */
  /** Rows for validation, where the data set has them; missing: they are split off. */
  validation?: Split
  files: readonly PreparedFile[]
  /** What its files were taken for, for messages about their shape. */
  notes?: readonly string[]
  /** What a user should know of its files. */
  warnings?: readonly Diagnostic[]
  /**
   * Reads a CSV file from elsewhere as the data set's own. Missing: its rows hold the values in order, and perhaps the
   * label after them.
   * @throws ConfigError where it does not fit.
   */
  readTable?(content: Uint8Array, file: string): TableRows
}
