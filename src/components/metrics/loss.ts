import { TaskMetric } from './task-metric.js'

/** Keys of `Loss`. */
export interface LossParams {
  /** Folder of the file of test results; null (default): no file. */
  save_dir?: string | null
  /** Default: `loss_cls.csv`. */
  test_loss_cls_csv_name?: string
  /** Name of its bar chart, an SVG image; null (default): none. */
  test_loss_cls_plot_name?: string | null
}

/**
 * The cross-entropy. Logs `train/loss_cls_batch`, `task/train/loss_cls`, `learning_curve/{train,val}/loss_cls`,
 * `task/val/loss_cls_<t>`.
 */
export class Loss extends TaskMetric {
  constructor({ save_dir, test_loss_cls_csv_name, test_loss_cls_plot_name }: LossParams = {}) {
    super({
      key: 'loss_cls',
      averageColumn: 'average_classification_loss',
      saveDir: save_dir ?? null,
      csvName: test_loss_cls_csv_name ?? 'loss_cls.csv',
      chart: test_loss_cls_plot_name ? { name: test_loss_cls_plot_name, title: 'Test classification loss' } : null,
    })
  }
}
