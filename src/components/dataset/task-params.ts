import { crossEntropy, type TaskLoss } from '../../nn/losses/task-loss.js'
import type { ByTask } from './by-task.js'

/** A loss as a config has it: its name, or with its keys. */
export type LossParams = TaskLoss['name'] | LossKeys

interface LossKeys {
  name: TaskLoss['name']
  /** cross_entropy: one for each class. */
  class_weights?: readonly number[] | null
  /** cross_entropy: the share of the target that goes to all classes alike. */
  label_smoothing?: number
  /** huber: where the square becomes linear. */
  delta?: number
}

/** What a config says of one task. */
export interface TaskParams {
  /** What it is called in logs and results. */
  name?: string | null
  loss?: LossParams
}

/** By task id; tasks that it does not name have their id for a name, and cross-entropy. */
export type TasksParams = ByTask<TaskParams | null>

/** A loss as the config has it, with torch's defaults. */
export function taskLoss(params: LossParams | undefined): TaskLoss {
  if (params === undefined) return crossEntropy
  const keys: LossKeys = typeof params === 'string' ? { name: params } : params
  const { name, class_weights: classWeights, label_smoothing: labelSmoothing, delta = 1 } = keys
  if (name === 'huber') return { name, delta }
  if (name !== 'cross_entropy') return { name }
  return { name, ...(classWeights && { classWeights }), ...(labelSmoothing && { labelSmoothing }) }
}
