import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Parameter } from './parameter.js'

/** Classes of each task, by task id. */
export type NumClasses = ReadonlyMap<number, number>

/** Output heads: features to logits of each row's own task. */
export interface Heads {
  /** Width of the features. */
  readonly inputDim: number
  /** In the order in which `setupTasks` got them. */
  readonly taskIds: readonly number[]
  /**
   * Creates the heads. Once, before anything else.
   * @param options `separate`: each task's weights are parameters of their own. Default: as the heads like.
   */
  setupTasks(taskIds: readonly number[], numClasses: NumClasses, options?: { separate: boolean }): void
  /** @throws RangeError where there is no head for the task. */
  numClasses(taskId: number): number
  /** In torch's order, named as in torch after `heads.`; none before `setupTasks`. */
  parameters(): readonly Parameter[]
  /**
   * @param feature `[rows, inputDim]`
   * @param taskIds each row's task, or one task for all rows.
   * @returns `[rows, width]`: as wide as the widest head among them; what a row's head lacks is a large negative
   *   number.
   */
  forward(feature: Tensor, taskIds: Int32Array | number): Tensor2D
  /** Which heads, in their order, have rows in a batch. */
  present(taskIds: Int32Array): boolean[]
}
