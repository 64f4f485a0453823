import type { TaskLoss } from '../nn/losses/task-loss.js'
import type { Diagnostic } from '../util/diagnostic.js'
import type { Generator } from '../util/generator.js'

/** Rows of mixed tasks, outside TensorFlow.js. */
export interface ArrayBatch {
  /** `[size, …sampleShape]`, row-major. */
  x: Float32Array
  /** `[pairs]`: classes 0 … C_t − 1 of each row's task; 0 where it has none. */
  y: Int32Array
  /** `[pairs]` */
  taskIds: Int32Array
  /** `[pairs, width]`: numbers, or labels as 0 and 1, of tasks without classes. Missing: all have classes. */
  targets?: Float32Array
  /** Rows. */
  size: number
  /**
   * Rows by tasks, where each row is of several tasks: all rows with the first task, then all with the next … Missing:
   * a row is of one task, and pairs are rows.
   */
  pairs?: number
}

/**
 * The batches of one epoch, or of one task's evaluation. Arrays may be reused: valid until the next one is asked for.
 */
export interface BatchStream {
  /** How many batches there will be. */
  readonly length: number
  /** How many rows they will hold together; the last batch has what the others leave. Missing: unknown. */
  readonly rows?: number
  [Symbol.asyncIterator](): AsyncIterator<ArrayBatch>
}

/** What `prepare` found: saved in run.json, and compared by `reproduce`. */
export interface PreparedFile {
  /** As the user knows it. */
  name: string
  /** 64 hexadecimal digits. */
  sha256: string
  /** How many it holds. */
  rows: number
}

/** A class as a data set's files have it. */
export type Label = number | string

/** How rows as a data set's files hold them become one task's samples. */
export interface RowReader {
  /** Values in a row. */
  readonly width: number
  /** Label of each of the task's classes; of a task without classes, the names of its labels or numbers. */
  readonly labels: readonly Label[]
  /** Reads a row at `offset` of `data`, writes its sample at `outOffset` of `out`. */
  apply(data: Float32Array, offset: number, out: Float32Array, outOffset: number): void
  /**
   * Reads the rows of a CSV file. Missing: they hold the values in order, and perhaps the label after them.
   * @throws ConfigError where they do not fit the data set's own.
   */
  readTable?(content: Uint8Array, file: string): LabelledRows
}

/** Rows of a file from elsewhere. */
export interface LabelledRows {
  /** `[rows, width]`, row-major. */
  values: Float32Array
  /** Place of each row in its file, from 0: rows with missing values may be left out. */
  places: Int32Array
  /** Null: the file has no labels, or they are no classes. */
  labels: Label[] | null
  /** `[rows, outputs]` of a task without classes, where the file has them. */
  targets?: Float32Array
}

/** Data of several tasks: how a run gets at its batches. */
export interface MTLDataset {
  /** Tasks are 1 … numTasks. */
  readonly numTasks: number
  /** One sample: `[features]` or `[height, width, channels]`. */
  readonly sampleShape: readonly number[]
  /** Rows of a batch; the last of an epoch or evaluation may have fewer. */
  readonly batchSize: number
  /** What `setup` got. */
  readonly trainTasks: readonly number[]
  /** In the order in which they are tested. */
  readonly evalTasks: readonly number[]
  /** Outputs of the task's head: its classes 0 … C − 1, its labels, or how many numbers it predicts. */
  numClasses(taskId: number): number
  /** What the task is trained by. Missing, or undefined: cross-entropy. */
  loss?(taskId: number): TaskLoss | undefined
  /** What the task is called in logs and results. Missing, or undefined: its id. */
  taskName?(taskId: number): string | undefined
  /** Names of a task's classes, where they have names; after `prepare`. */
  classNames?(taskId: number): readonly string[] | undefined
  /**
   * Opens the files and verifies checksums and headers, before anything is written.
   * @throws ConfigError where a file is missing or damaged.
   */
  prepare(): Promise<readonly PreparedFile[]>
  /** Splits and transforms; called after `prepare`. Tasks by their ids. */
  setup(tasks: { trainTasks: readonly number[]; evalTasks: readonly number[] }): Promise<void>
  /**
   * What its user should know, such as rows that are left out; after `setup`. Those with a path and no source are
   * placed in the config.
   */
  warnings?(): readonly Diagnostic[]
  /**
   * One epoch over all training tasks, in the order that torch's DataLoader would draw from `generator`; from batch
   * `start` on.
   * @param random from which random changes of the rows are drawn meanwhile. Default: `generator`.
   */
  trainBatches(generator: Generator, start?: number, random?: Generator): BatchStream
  /**
   * The same rows in the data's own order, for `trainer.overfit_batches`; draws what an unshuffled DataLoader would.
   * Missing: that key is refused.
   */
  orderedTrainBatches?(generator: Generator, start?: number, random?: Generator): BatchStream
  /**
   * Draws what the counterpart in Python draws while it is set up for training: once, before the first batch of a run
   * that begins. Missing: nothing.
   */
  drawSetup?(generator: Generator): void
  /** One task's validation rows, in order. Draws from `generator` what torch's DataLoader would. */
  valBatches(taskId: number, generator: Generator): BatchStream
  /** One task's test rows, in order; draws as `valBatches` does. */
  testBatches(taskId: number, generator: Generator): BatchStream
  /** Makes samples as `testBatches` does, of rows from elsewhere; after `setup`. */
  rowReader?(taskId: number): RowReader
}
