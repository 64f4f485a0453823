import { ClassCounts } from './class-counts.js'
import { TaskMeasure, type TaskMeasureParams } from './task-measure.js'

/**
 * The mean over classes of the share of their rows that is predicted right, as scikit-learn's
 * `balanced_accuracy_score`: a class without rows does not count.
 */
export class BalancedAccuracy extends TaskMeasure {
  constructor(params: TaskMeasureParams = {}) {
    super(params, {
      key: 'balanced_acc',
      better: 'higher',
      fits: ['class'],
      start: (outputs, kind) => new ClassCounts(outputs, kind, recallOf),
    })
  }
}

function recallOf({ hits, misses, outputs }: ClassCounts): number | null {
  let sum = 0
  let present = 0
  for (let label = 0; label < outputs; label++) {
    const rows = (hits[label] as number) + (misses[label] as number)
    if (rows === 0) continue
    present++
    sum += (hits[label] as number) / rows
  }
  return present === 0 ? null : sum / present
}
