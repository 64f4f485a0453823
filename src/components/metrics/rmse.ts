import { Distances } from './distances.js'
import { TaskMeasure, type TaskMeasureParams } from './task-measure.js'

/** The root of the mean squared distance of predictions to the truth, as scikit-learn's `root_mean_squared_error`. */
export class RMSE extends TaskMeasure {
  constructor(params: TaskMeasureParams = {}) {
    super(params, {
      key: 'rmse',
      better: 'lower',
      fits: ['numbers'],
      start: (outputs) => new Distances(outputs, ({ squared, rows }) => Math.sqrt(squared / rows)),
    })
  }
}
