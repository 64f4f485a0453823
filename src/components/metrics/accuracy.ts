import type { MetricSetup } from '../../training/metric.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { checkTaskKind, type TaskKind } from './task-kind.js'
import { TaskMetric } from './task-metric.js'

/** Keys of `Accuracy`. */
export interface AccuracyParams {
  /** What each task must be. Default: null, any that has classes or labels. */
  task?: TaskKind
  /** Folder of the file of test results; null (default): no file. */
  save_dir?: string | null
  /** Default: `acc.csv`. */
  test_acc_csv_name?: string
  /** Name of its bar chart, an SVG image; null (default): none. */
  test_acc_plot_name?: string | null
}

/**
 * The share of rows whose class is predicted right. Logs `train/acc_batch`, `task/train/acc`, `task/train/acc_<t>`,
 * `learning_curve/{train,val}/acc`, `task/val/acc_<t>`.
 */
export class Accuracy extends TaskMetric {
  readonly #task: TaskKind

  constructor({ task = null, save_dir, test_acc_csv_name, test_acc_plot_name }: AccuracyParams = {}) {
    super({
      key: 'acc',
      averageColumn: 'average_accuracy',
      saveDir: save_dir ?? null,
      csvName: test_acc_csv_name ?? 'acc.csv',
      chart: test_acc_plot_name ? { name: test_acc_plot_name, title: 'Test accuracy', max: 1 } : null,
    })
    this.#task = task
  }

  /** @returns an error for each task that is not of the kind that is asked for */
  check(setup: MetricSetup, path: string): Diagnostic[] {
    return checkTaskKind(this.#task, setup, path)
  }
}
