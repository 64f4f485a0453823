import { ClassCounts } from './class-counts.js'
import { type ClassMeasureParams, TaskMeasure } from './task-measure.js'

/** Keys of `F1`. */
export interface F1Params extends ClassMeasureParams {
  /** How classes are put together; of `task: binary` there is nothing to put together. Default: macro. */
  average?: 'macro' | 'micro' | 'weighted'
}

/**
 * 2·hits / (2·hits + false alarms + misses) of each class or label, as scikit-learn's `f1_score`: their mean (`macro`),
 * by the number of their rows (`weighted`), or of all counts together (`micro`). A class that is neither there nor
 * predicted does not count; a label counts 0 then. `task: binary` gives the score of the second class alone.
 */
export class F1 extends TaskMeasure {
  constructor({ average = 'macro', task = null, ...params }: F1Params = {}) {
    super(
      { task, ...params },
      {
        key: 'f1',
        better: 'higher',
        fits: ['class', 'labels'],
        start: (outputs, kind) =>
          new ClassCounts(outputs, kind, (counts) =>
            task === 'binary' ? scoreOfLast(counts) : scoreOf(counts, average),
          ),
      },
    )
  }
}

/** Of two classes the second one's, as of the one label. */
function scoreOfLast({ hits, falseAlarms, misses, outputs }: ClassCounts): number {
  const last = outputs - 1
  return score(hits[last] as number, (falseAlarms[last] as number) + (misses[last] as number))
}

function scoreOf(
  { hits, falseAlarms, misses, outputs, kind }: ClassCounts,
  average: F1Params['average'],
): number | null {
  const all = Array.from({ length: outputs }, (_, label) => {
    const right = hits[label] as number
    const missed = misses[label] as number
    return { right, wrong: missed + (falseAlarms[label] as number), rows: right + missed }
  })
  const counted = kind === 'class' ? all.filter(({ right, wrong }) => right + wrong > 0) : all
  if (counted.length === 0) return null
  const total = (pick: (of: (typeof all)[number]) => number) => counted.reduce((sum, each) => sum + pick(each), 0)
  if (average === 'micro')
    return score(
      total(({ right }) => right),
      total(({ wrong }) => wrong),
    )
  if (average === 'macro') return total(({ right, wrong }) => score(right, wrong)) / counted.length
  const rows = total((each) => each.rows)
  return rows === 0 ? 0 : total((each) => each.rows * score(each.right, each.wrong)) / rows
}

function score(right: number, wrong: number): number {
  return right + wrong === 0 ? 0 : (2 * right) / (2 * right + wrong)
}
