import type { Batch, TaskSetup, TrainingOutputs } from '../../training/algorithm.js'
import { ConfigError } from '../../util/diagnostic.js'
import { MTLAlgorithm } from './mtl-algorithm.js'

/** One task alone: the baseline of joint learning. */
export class SingleLearning extends MTLAlgorithm {
  /** @throws ConfigError where there is more than one task. */
  override setupTasks(setup: TaskSetup): void {
    if (setup.taskIds.length !== 1) {
      throw new ConfigError({
        code: 'one-task',
        path: 'train_tasks',
        message: `algorithm=single_learning trains one task, but train_tasks names ${setup.taskIds.length}`,
        hint: "name one task, such as 'train_tasks=[1]' with 'eval_tasks=[1]', or use algorithm=joint_learning",
      })
    }
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
