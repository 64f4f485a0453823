import type { Manifest } from '../../registry/manifest.js'
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
]
