import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { checkTaskNames } from './check-task-names.js'

/** What the metrics of one number per task log. */
function taskMetricNames(key: string): string[] {
  return [
    `train/${key}_batch`,
    `task/train/${key}`,
    `task/train/${key}_<t>`,
    `learning_curve/train/${key}`,
    `learning_curve/val/${key}`,
    `task/val/${key}_<t>`,
  ]
}

/** A number of a whole validation or test, of the tasks that it fits. */
function measure(name: string, option: string, key: string, load: () => Promise<ComponentClass>): Manifest {
  return {
    target: `polyhead.metrics.${name}`,
    aliases: [],
    group: 'metrics',
    option,
    schema: `metrics/${option}`,
    logs: [`learning_curve/val/${key}`, `task/val/${key}_<t>`],
    load,
  }
}

/** What is measured. */
export const metricsManifests: Manifest[] = [
  {
    target: 'polyhead.metrics.Accuracy',
    aliases: ['clarena.metrics.MTLAccuracy', 'clarena.metrics.STLAccuracy'],
    group: 'metrics',
    option: 'accuracy',
    schema: 'metrics/accuracy',
    positional: ['save_dir', 'test_acc_csv_name', 'test_acc_plot_name'],
    logs: taskMetricNames('acc'),
    load: () => import('./accuracy.js').then((m) => m.Accuracy),
  },
  {
    target: 'polyhead.metrics.Loss',
    aliases: ['clarena.metrics.MTLLoss', 'clarena.metrics.STLLoss'],
    group: 'metrics',
    option: 'loss',
    schema: 'metrics/loss',
    positional: ['save_dir', 'test_loss_cls_csv_name', 'test_loss_cls_plot_name'],
    logs: taskMetricNames('loss_cls'),
    load: () => import('./loss.js').then((m) => m.Loss),
  },
  {
    target: 'polyhead.metrics.ConfusionMatrix',
    aliases: [],
    group: 'metrics',
    option: 'confusion_matrix',
    schema: 'metrics/confusion_matrix',
    positional: ['save_dir', 'csv_name'],
    logs: [],
    check: checkTaskNames,
    load: () => import('./confusion-matrix.js').then((m) => m.ConfusionMatrix),
  },
  measure('BalancedAccuracy', 'balanced_accuracy', 'balanced_acc', () =>
    import('./balanced-accuracy.js').then((m) => m.BalancedAccuracy),
  ),
  measure('F1', 'f1', 'f1', () => import('./f1.js').then((m) => m.F1)),
  measure('MAE', 'mae', 'mae', () => import('./mae.js').then((m) => m.MAE)),
  measure('RMSE', 'rmse', 'rmse', () => import('./rmse.js').then((m) => m.RMSE)),
  measure('R2', 'r2', 'r2', () => import('./r2.js').then((m) => m.R2)),
  measure('AUROC', 'auroc', 'auroc', () => import('./auroc.js').then((m) => m.AUROC)),
]
