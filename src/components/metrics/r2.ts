import { Distances } from './distances.js'
import { TaskMeasure, type TaskMeasureParams } from './task-measure.js'

/**
 * The share of the truth's variance that predictions explain, as scikit-learn's `r2_score`: 1 is perfect, and the mean
 * as prediction has 0. Of a truth that is constant 1 where it is met, else 0; not defined for fewer than two rows.
 */
export class R2 extends TaskMeasure {
  constructor(params: TaskMeasureParams = {}) {
    super(params, {
      key: 'r2',
      better: 'higher',
      fits: ['numbers'],
      start: (outputs) =>
        new Distances(outputs, ({ rows, squared, spread }) => {
          if (rows < 2) return null
          if (spread === 0) return squared === 0 ? 1 : 0
          return 1 - squared / spread
        }),
    })
  }
}
