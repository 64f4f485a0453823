import type { PreparedFile } from '../../training/dataset.js'
import type { Rows } from './rows.js'

/** Samples and their labels, in file order. */
export interface Split {
  rows: Rows
  /** One of `0 … classes − 1` a row. */
  labels: Uint8Array | Int32Array
}

/** A data set as its files hold it, before any task is made of it. */
export interface DataSource {
  name: string
  /** `[height, width, channels]`, or `[features]` of plain numbers. */
  shape: readonly number[]
  /** The value that becomes 1, as torchvision's ToTensor divides bytes by 255. */
  scale: number
  classes: number
  train: Split
  /** Null: the data set has no test part of its own, so one is split off. */
  test: Split | null
  files: readonly PreparedFile[]
}
