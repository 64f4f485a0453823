import type { MetricSetup } from '../../training/metric.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { type AskedTasks, checkFits, checkTaskKind } from './task-kind.js'
import { TaskMetric } from './task-metric.js'

/** Keys of `Accuracy`. */
export interface AccuracyParams extends AskedTasks {
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
  readonly #asked: AskedTasks

  constructor({ save_dir, test_acc_csv_name, test_acc_plot_name, ...asked }: AccuracyParams = {}) {
    super({
      key: 'acc',
      averageColumn: 'average_accuracy',
      saveDir: save_dir ?? null,
      csvName: test_acc_csv_name ?? 'acc.csv',
      chart: test_acc_plot_name ? { name: test_acc_plot_name, title: 'Test accuracy', max: 1 } : null,
    })
    this.#asked = asked
  }

  /** @returns an error for each task that is not as it is asked for, or one where it is asked for, and fits none */
  check(setup: MetricSetup, path: string): Diagnostic[] {
    // Runs have it by default, whatever their tasks are.
    const fits = (this.#asked.task ?? null) === null ? [] : checkFits(['class', 'labels'], setup, path)
    return [...fits, ...checkTaskKind(this.#asked, setup, path)]
  }
}
