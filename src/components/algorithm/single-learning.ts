import type { Batch, TaskSetup, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { requireOneTask } from '../one-task.js'
import { MTLAlgorithm } from './mtl-algorithm.js'

/** One task alone: the baseline of joint learning. */
export class SingleLearning extends MTLAlgorithm {
  /** @throws ConfigError where there is more than one task. */
  override setupTasks(setup: TaskSetup): void {
    requireOneTask('algorithm=single_learning', setup.taskIds)
    super.setupTasks(setup)
  }

  /** The mean loss and accuracy of the batch. */
  trainingStep([x, y, , targets]: Batch): TrainingOutputs {
    const taskId = this.trainTasks[0] as number
    const { logits, activations } = this.forward(x, { stage: 'train', taskIds: taskId })
    const measured = this.measureTask(logits, { y: labelValues(y), taskIds: taskId, targets })
    return { ...measured, loss: measured.loss_cls, activations }
  }
}
