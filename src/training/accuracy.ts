import { crossEntropy, type TaskLoss, targetKind } from '../nn/losses/task-loss.js'
import type { TaskResult } from './metric.js'

/** What a task is trained by. */
export type LossOf = (taskId: number) => TaskLoss

/**
 * The share of rows whose class is predicted right: of mixed tasks, the mean over the tasks present. Right rows are
 * counted, so that equal shares are equal numbers, however the rows came in batches.
 */
export function accuracy(preds: Int32Array, y: Int32Array, taskIds: Int32Array | number): number {
  if (typeof taskIds === 'number') return countRight(preds, y) / y.length
  return meanAccuracy(taskResults(preds, y, taskIds, new Map())) as number
}

/** The same of one task; undefined if it has no classes. */
export function classAccuracy(preds: Int32Array, y: Int32Array, taskId: number, lossOf: LossOf): number | undefined {
  return hasClasses(taskId, lossOf) ? accuracy(preds, y, taskId) : undefined
}

/** The mean over tasks with classes; undefined if none has. */
export function meanAccuracy(tasks: ReadonlyMap<number, TaskResult>): number | undefined {
  let [sum, count] = [0, 0]
  for (const { acc } of tasks.values()) {
    if (acc === undefined) continue
    sum += acc
    count++
  }
  return count === 0 ? undefined : sum / count
}

/**
 * The share of labels that are predicted right, of all labels of all rows: a label is predicted where its logit is
 * positive.
 */
export function labelAccuracy(logits: Float32Array, targets: Float32Array): number {
  let right = 0
  for (const [i, logit] of logits.entries()) if (logit > 0 === (targets[i] === 1)) right++
  return right / logits.length
}

/** What each task's rows of a training batch gave. @param losses of the tasks, where they are known */
export function taskResults(
  preds: Int32Array,
  y: Int32Array,
  taskIds: Int32Array,
  losses: ReadonlyMap<number, number>,
  lossOf: LossOf = () => crossEntropy,
): Map<number, TaskResult> {
  const results = new Map<number, TaskResult>()
  for (const [taskId, { right, rows }] of countByTask(preds, y, taskIds)) {
    const loss_cls = losses.get(taskId)
    const acc = hasClasses(taskId, lossOf) ? right / rows : undefined
    results.set(taskId, { rows, ...(acc !== undefined && { acc }), ...(loss_cls !== undefined && { loss_cls }) })
  }
  return results
}

function hasClasses(taskId: number, lossOf: LossOf): boolean {
  return targetKind(lossOf(taskId)) === 'class'
}

function countByTask(
  preds: Int32Array,
  y: Int32Array,
  taskIds: Int32Array,
): Map<number, { right: number; rows: number }> {
  const counts = new Map<number, { right: number; rows: number }>()
  for (let row = 0; row < taskIds.length; row++) {
    const taskId = taskIds[row] as number
    let count = counts.get(taskId)
    if (!count) {
      count = { right: 0, rows: 0 }
      counts.set(taskId, count)
    }
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
