import { pick, randomSplit } from './random-split.js'
import type { DataSource, Split } from './source.js'

export interface SplitOptions {
  /** Share of all rows that are for the test, where the data set has no test part. */
  testShare: number
  /** Share of the others that are for validation. */
  validationShare: number
  seed: number
}

/**
 * Rows of a task's parts, in the order drawn; those of validation and test are of the data set's own parts where it has
 * them.
 */
export interface SplitRows {
  train: Int32Array
  validation: Int32Array
  test: Int32Array
}

/**
 * Splits the rows of a task as CLArena does: the test first where there is none, then validation, each by its own
 * generator.
 * @param classes class in the task by label; −1: not of this task.
 */
export function splitRows(source: DataSource, classes: Int32Array, options: SplitOptions): SplitRows {
  let rest = rowsOf(source.train, classes)
  let test: Int32Array
  if (source.test) test = rowsOf(source.test, classes)
  else {
    const [kept, taken] = randomSplit(rest.length, options.testShare, options.seed)
    test = pick(rest, taken)
    rest = pick(rest, kept)
  }
  if (source.validation) return { train: rest, validation: rowsOf(source.validation, classes), test }
  const [kept, taken] = randomSplit(rest.length, options.validationShare, options.seed)
  return { train: pick(rest, kept), validation: pick(rest, taken), test }
}

/** Rows whose label is one of the task's, in file order. */
function rowsOf({ labels }: Split, classes: Int32Array): Int32Array {
  const rows = new Int32Array(labels.length)
  let count = 0
  for (let row = 0; row < labels.length; row++) {
    // A row without a label (−1) is in no task.
    if ((classes[labels[row] as number] ?? -1) >= 0) rows[count++] = row
  }
  return rows.subarray(0, count)
}
