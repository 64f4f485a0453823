import { targetKind } from '../../nn/losses/task-loss.js'
import type { MetricSetup } from '../../training/metric.js'

/** Whether a task's target is one class. */
export function hasClasses(taskId: number, loss: MetricSetup['loss']): boolean {
  return !loss || targetKind(loss(taskId)) === 'class'
}
