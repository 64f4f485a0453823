import type { Batch, TaskSetup, TrainingOutputs } from '../../training/algorithm.js'
import { requireOneTask } from '../one-task.js'
import { MTLAlgorithm } from './mtl-algorithm.js'

/** One task alone: the baseline of joint learning. */
export class SingleLearning extends MTLAlgorithm {
  /** @throws ConfigError where there is more than one task. */
  override setupTasks(setup: TaskSetup): void {
    requireOneTask('algorithm=single_learning', setup.taskIds)
    super.setupTasks(setup)
  }

  /** The mean cross-entropy and accuracy of the batch. */
  trainingStep([x, y]: Batch): TrainingOutputs {
    const taskId = this.trainTasks[0] as number
    const { logits, activations } = this.forward(x, { stage: 'train', taskIds: taskId })
    const rows = logits.shape[0]
    const measured = this.measure(logits, y, { taskIds: taskId, weights: new Float32Array(rows).fill(1 / rows) })
    return { ...measured, loss: measured.loss_cls, activations }
  }
}
