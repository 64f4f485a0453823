import { ClassCounts } from './class-counts.js'
import { type ClassMeasureParams, TaskMeasure } from './task-measure.js'

/** Keys of `BalancedAccuracy`. */
export interface BalancedAccuracyParams extends ClassMeasureParams {
  /** A class without rows that was predicted is left out (default), or counts 0. */
  absent_classes?: 'left_out' | 'zero'
}

/**
 * The mean over classes of the share of their rows that is predicted right, as scikit-learn's
 * `balanced_accuracy_score`. A class that is neither there nor predicted does not count.
 */
export class BalancedAccuracy extends TaskMeasure {
  constructor({ absent_classes = 'left_out', ...params }: BalancedAccuracyParams = {}) {
    super(params, {
      key: 'balanced_acc',
      better: 'higher',
      fits: ['class'],
      start: (outputs, kind) => new ClassCounts(outputs, kind, (counts) => recallOf(counts, absent_classes === 'zero')),
    })
  }
}

function recallOf({ hits, falseAlarms, misses, outputs }: ClassCounts, countsAbsent: boolean): number | null {
  let sum = 0
  let present = 0
  for (let label = 0; label < outputs; label++) {
    const rows = (hits[label] as number) + (misses[label] as number)
    if (rows === 0) {
      if (countsAbsent && (falseAlarms[label] as number) > 0) present++
      continue
    }
    present++
    sum += (hits[label] as number) / rows
  }
  return present === 0 ? null : sum / present
}
