import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { TaskRows } from './batches.js'

/** More would not fit in memory. */
const maxEpochRows = 2 ** 27
const maxBatchValues = 2 ** 28

/** @throws ConfigError with the tasks that have no training rows. */
export function checkTaskRows(
  tasks: readonly (readonly [taskId: number, parts: Record<'train' | 'validation' | 'test', TaskRows>])[],
): void {
  const errors = tasks.flatMap(([taskId, { train, validation, test }]): Diagnostic[] => {
    if (train.indices.length > 0) return []
    const why = `${test.indices.length} of its rows are for the test, ${validation.indices.length} for validation`
    return [{ code: 'no-rows', path: 'dataset', message: `task ${taskId} has no training rows: ${why}` }]
  })
  if (errors.length > 0) throw new ConfigError(errors)
}

/**
 * @param rows of all training tasks.
 * @param batches in an epoch.
 * @throws ConfigError where no batch is full, or the epoch is too large.
 */
export function checkTrainRows(rows: number, batches: number, batchSize: number): void {
  if (batches === 0) {
    // A power of two, as the defaults are.
    const hint = `++dataset.batch_size=${2 ** Math.floor(Math.log2(rows))}, or ++dataset.drop_last=false`
    const fault = `is ${batchSize}, but there are ${rows} training rows: no batch is full`
    throw wrong('batch_size', fault, hint)
  }
  if (rows > maxEpochRows) {
    throw wrong('num_tasks', `makes an epoch of ${rows} training rows, and the most is ${maxEpochRows}`)
  }
}

/**
 * @param rows of which batches are made.
 * @throws ConfigError where a batch is too large.
 */
export function checkBatch(
  { batchSize, sampleShape }: { batchSize: number; sampleShape: readonly number[] },
  rows: number,
): void {
  const values = sampleShape.reduce((product, side) => product * side, Math.min(batchSize, rows))
  if (values <= maxBatchValues) return
  throw wrong('batch_size', `is ${batchSize}: a batch would hold ${values} values, and the most is ${maxBatchValues}`)
}

function wrong(key: string, fault: string, hint?: string): ConfigError {
  const message = `dataset.${key} ${fault}`
  return new ConfigError({ code: 'invalid-dataset', path: `dataset.${key}`, message, hint })
}
