import type { Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

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

  /** Each task's mean of `[rows]`, `[tasks]`. Differentiable. */
  means(values: Tensor1D): Tensor1D {
    return this.#combine(values, (own) => 1 / own.length)
  }

  /** Each task's sum of `[rows]` times a factor, `[tasks]`. */
  sums(values: Tensor1D, factor: number): Tensor1D {
    return this.#combine(values, () => factor)
  }

  #combine(values: Tensor1D, factor: (own: readonly number[]) => number): Tensor1D {
    const matrix = new Float32Array(this.taskIds.length * this.size)
    for (const [k, own] of this.rows.entries()) {
      for (const row of own) matrix[k * this.size + row] = factor(own)
    }
    const product = tf.matMul(tf.tensor2d(matrix, [this.taskIds.length, this.size]), tf.reshape(values, [this.size, 1]))
    return tf.reshape(product, [this.taskIds.length])
  }
}
