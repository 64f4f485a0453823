import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'

/** Which rows of a batch are of which task, for the tasks that have any. */
export class TaskRows {
  /** Places of these tasks among the training tasks, by ascending task id. */
  readonly lanes: readonly number[]
  /** Their ids. */
  readonly taskIds: readonly number[]
  /** Each one's rows. */
  readonly rows: readonly (readonly number[])[]
  /** Rows in all. */
  readonly size: number

  /** @param trainTasks the training tasks, in order @param ids each row's task */
  constructor(trainTasks: readonly number[], ids: Int32Array) {
    const rows = new Map<number, number[]>()
    for (const [row, taskId] of ids.entries()) {
      const own = rows.get(taskId)
      if (own) own.push(row)
      else rows.set(taskId, [row])
    }
    this.taskIds = [...rows.keys()].sort((a, b) => a - b)
    this.lanes = this.taskIds.map((taskId) => trainTasks.indexOf(taskId))
    this.rows = this.taskIds.map((taskId) => rows.get(taskId) as number[])
    this.size = ids.length
  }
}

/**
 * Each task's mean of `[rows]`, `[tasks]`; 0 of a task that has none. Differentiable.
 * @param ids each row's task: read again for each step that is replayed.
 * @param massesOf by which each present task's sum is divided.
 */
export function taskMeans(
  values: Tensor1D,
  ids: Int32Array,
  tasks: readonly number[],
  massesOf: (rows: TaskRows) => readonly number[],
): Tensor1D {
  const matrix = hostTensor<tf.Rank.R2>([tasks.length, ids.length], 'float32', (shares) => {
    shares.fill(0)
    const present = new TaskRows(tasks, ids)
    const masses = massesOf(present)
    for (const [k, own] of present.rows.entries()) {
      const [lane, mass] = [present.lanes[k] as number, masses[k] as number]
      for (const row of own) shares[lane * ids.length + row] = mass > 0 ? 1 / mass : 0
    }
  })
  return tf.reshape(tf.matMul(matrix, tf.reshape(values, [ids.length, 1])), [tasks.length])
}

/**
 * Each task's sum of `[rows]` times the number of tasks that have any, `[tasks]`; 0 of a task that has none.
 * @param ids each row's task: read again for each step that is replayed.
 */
export function taskSums(values: Tensor1D, ids: Int32Array, tasks: readonly number[]): Tensor1D {
  const lanes = new Map(tasks.map((taskId, lane) => [taskId, lane]))
  const matrix = hostTensor<tf.Rank.R2>([tasks.length, ids.length], 'float32', (factors) => {
    factors.fill(0)
    const present = new Set(ids).size
    for (const [row, taskId] of ids.entries()) factors[(lanes.get(taskId) as number) * ids.length + row] = present
  })
  return tf.reshape(tf.matMul(matrix, tf.reshape(values, [ids.length, 1])), [tasks.length])
}

/** Rows of several tasks go to each one's head: once for each pair. */
export function forPairs(feature: Tensor2D, taskIds: Int32Array | number): Tensor2D {
  const rows = feature.shape[0]
  const pairs = typeof taskIds === 'number' ? rows : taskIds.length
  return rows === pairs ? feature : tf.tile(feature, [pairs / rows, 1])
}
