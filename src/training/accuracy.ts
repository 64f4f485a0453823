import type { TaskResult } from './metric.js'

/**
 * The share of rows whose class is predicted right: of mixed tasks, the mean over the tasks present. Right rows are
 * counted, so that equal shares are equal numbers, however the rows came in batches.
 */
export function accuracy(preds: Int32Array, y: Int32Array, taskIds: Int32Array | number): number {
  if (typeof taskIds === 'number') return countRight(preds, y) / y.length
  const counts = countByTask(preds, y, taskIds)
  let sum = 0
  for (const { right, rows } of counts.values()) sum += right / rows
  return sum / counts.size
}

/** What each task's rows of a training batch gave. @param losses of the tasks, where they are known */
export function taskResults(
  preds: Int32Array,
  y: Int32Array,
  taskIds: Int32Array,
  losses: ReadonlyMap<number, number>,
): Map<number, TaskResult> {
  const results = new Map<number, TaskResult>()
  for (const [taskId, { right, rows }] of countByTask(preds, y, taskIds)) {
    const loss_cls = losses.get(taskId)
    results.set(taskId, { acc: right / rows, rows, ...(loss_cls !== undefined && { loss_cls }) })
  }
  return results
}

function countByTask(
  preds: Int32Array,
  y: Int32Array,
  taskIds: Int32Array,
): Map<number, { right: number; rows: number }> {
  const counts = new Map<number, { right: number; rows: number }>()
  for (const [row, taskId] of taskIds.entries()) {
    const count = counts.get(taskId) ?? { right: 0, rows: 0 }
    counts.set(taskId, count)
    count.rows++
    if (preds[row] === y[row]) count.right++
  }
  return counts
}

function countRight(preds: Int32Array, y: Int32Array): number {
  let right = 0
  for (let row = 0; row < y.length; row++) if (preds[row] === y[row]) right++
  return right
}
