import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor, recordsStep } from '../../compile/host-work.js'
import type { TrainingOutputs } from '../../training/algorithm.js'
import type { StepPasses } from './task-gradients.js'

/**
 * The mean over the tasks that have rows.
 * @param losses `[tasks]` @param ids each row's task: read again for each step that is replayed
 */
export function meanOfPresent(losses: Tensor1D, ids: Int32Array, tasks: readonly number[]): Scalar {
  if (!recordsStep()) return tf.mean(losses)
  const shares = hostTensor([tasks.length], 'float32', (values) => {
    const present = new Set(ids)
    for (const [lane, taskId] of tasks.entries()) values[lane] = present.has(taskId) ? 1 / present.size : 0
  })
  return tf.sum(tf.mul(losses, shares))
}

/** The numbers of `[tasks]`, by task. */
export function byTask(taskIds: readonly number[], losses: Tensor1D): Map<number, Scalar> {
  return new Map(tf.unstack(losses).map((loss, k) => [taskIds[k] as number, loss as Scalar]))
}

/** What a step whose loss is the mean of the tasks' measured, to dispose; `losses` stays the caller's. */
export function meanOutputs(
  { preds, losses, activations }: Pick<StepPasses, 'preds' | 'losses' | 'activations'>,
  ids: Int32Array,
  tasks: readonly number[],
): TrainingOutputs {
  return tf.tidy(() => {
    const taskLosses = byTask(tasks, losses)
    const loss = tf.keep(meanOfPresent(losses, ids, tasks))
    for (const one of taskLosses.values()) tf.keep(one)
    return { preds, loss, loss_cls: loss, taskLosses, activations } as unknown as tf.TensorContainer
  }) as unknown as TrainingOutputs
}
