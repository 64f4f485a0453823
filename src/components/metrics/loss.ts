import { TaskMetric } from './task-metric.js'

export interface LossParams {
  /** Folder of the file of test results; null (default): no file. */
  save_dir?: string | null
  /** Default: `loss_cls.csv`. */
  test_loss_cls_csv_name?: string
}

/** The cross-entropy. Logs `train/loss_cls_batch`, `task/train/loss_cls`, `learning_curve/{train,val}/loss_cls`, `task/val/loss_cls_<t>`. */
export class Loss extends TaskMetric {
  constructor({ save_dir = null, test_loss_cls_csv_name = 'loss_cls.csv' }: LossParams = {}) {
    super({
      key: 'loss_cls',
      averageColumn: 'average_classification_loss',
      saveDir: save_dir,
      csvName: test_loss_cls_csv_name,
    })
  }
}
