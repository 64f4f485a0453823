import type { Batch, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { MTLAlgorithm } from './mtl-algorithm.js'

/**
 * Joint learning as CLArena's: all tasks at once, on batches of mixed tasks. Loss and accuracy are the mean over the
 * tasks present in the batch of each task's mean.
 */
export class JointLearning extends MTLAlgorithm {
  /**
   * One step over rows of mixed tasks, without a loop over the tasks: each row weighs 1 / (rows of its task · tasks
   * present).
   */
  trainingStep([x, y, taskIds]: Batch): TrainingOutputs {
    const ids = labelValues(taskIds)
    const { logits, activations } = this.forward(x, { stage: 'train', taskIds: ids })
    const measured = this.measure(logits, y, { taskIds: ids, weights: rowWeights(ids) })
    return { ...measured, loss: measured.loss_cls, activations }
  }
}

/** Each row's weight in a mean of task means. */
function rowWeights(taskIds: Int32Array): Float32Array {
  const counts = new Map<number, number>()
  for (const taskId of taskIds) counts.set(taskId, (counts.get(taskId) ?? 0) + 1)
  return Float32Array.from(taskIds, (taskId) => 1 / ((counts.get(taskId) as number) * counts.size))
}
