import { Distances } from './distances.js'
import { TaskMeasure, type TaskMeasureParams } from './task-measure.js'

/** The mean absolute distance of predictions to the truth, as scikit-learn's `mean_absolute_error`. */
export class MAE extends TaskMeasure {
  constructor(params: TaskMeasureParams = {}) {
    super(params, {
      key: 'mae',
      better: 'lower',
      fits: ['numbers'],
      start: (outputs) => new Distances(outputs, ({ absolute, rows }) => absolute / rows),
    })
  }
}
