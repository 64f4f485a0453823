import { toPlain } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { ComponentClass, Manifest } from '../../registry/manifest.js'
import { durationFault } from '../../training/duration.js'
import { idleKeys } from '../idle-keys.js'
import { checkModelCheckpoint, mentionedNames } from './check-model-checkpoint.js'
import { gradientNormNames, learningRateNames } from './logged-names.js'

function callback(
  name: string,
  option: string,
  lightning: readonly string[],
  load: () => Promise<ComponentClass>,
  { logs = [], ...others }: Pick<Manifest, 'logs' | 'check' | 'mentions' | 'aliasDefaults'> = {},
): Manifest {
  return {
    target: `polyhead.callbacks.${name}`,
    aliases: lightning.flatMap((alias) => [
      `lightning.pytorch.callbacks.${alias}`,
      `pytorch_lightning.callbacks.${alias}`,
    ]),
    group: 'callbacks',
    option,
    schema: `callbacks/${option}`,
    logs,
    ...others,
    load,
  }
}

/** What runs at fixed places of a run. */
export const callbacksManifests: Manifest[] = [
  callback(
    'ProgressBar',
    'progress_bar',
    [
      'RichProgressBar',
      'TQDMProgressBar',
      'progress.RichProgressBar',
      'progress.TQDMProgressBar',
      'progress.rich_progress.RichProgressBar',
      'progress.tqdm_progress.TQDMProgressBar',
    ],
    () => import('./progress-bar.js').then((m) => m.ProgressBar),
    {
      check: idleKeys({
        process_position: 'there is one bar',
        theme: "the bar is in the terminal's colours",
        console_kwargs: 'the bar is drawn on standard error',
      }),
    },
  ),
  callback(
    'LearningRateMonitor',
    'learning_rate_monitor',
    ['LearningRateMonitor', 'lr_monitor.LearningRateMonitor'],
    () => import('./learning-rate-monitor.js').then((m) => m.LearningRateMonitor),
    { logs: learningRateNames },
  ),
  callback('EarlyStopping', 'early_stopping', ['EarlyStopping', 'early_stopping.EarlyStopping'], () =>
    import('./early-stopping.js').then((m) => m.EarlyStopping),
  ),
  callback(
    'ModelCheckpoint',
    'model_checkpoint',
    ['ModelCheckpoint', 'model_checkpoint.ModelCheckpoint'],
    () => import('./model-checkpoint.js').then((m) => m.ModelCheckpoint),
    { check: checkModelCheckpoint, mentions: mentionedNames, aliasDefaults: { monitor: null } },
  ),
  callback('Timer', 'timer', ['Timer', 'timer.Timer'], () => import('./timer.js').then((m) => m.Timer), {
    check: (node, path) => {
      const duration = entryAt(node, 'duration')
      const found = duration ? durationFault(toPlain(duration), `${path}.duration`) : []
      return found.map((fault) => ({ ...fault, source: duration?.source }))
    },
  }),
  callback(
    'DeviceStatsMonitor',
    'device_stats_monitor',
    ['DeviceStatsMonitor', 'device_stats_monitor.DeviceStatsMonitor'],
    () => import('./device-stats-monitor.js').then((m) => m.DeviceStatsMonitor),
  ),
  {
    target: 'polyhead.callbacks.SaveModels',
    aliases: ['clarena.callbacks.SaveModels'],
    group: 'callbacks',
    option: 'save_models',
    schema: 'callbacks/save_models',
    positional: ['save_dir'],
    logs: [],
    load: () => import('./save-models.js').then((m) => m.SaveModels),
  },
  {
    target: 'polyhead.callbacks.SaveFirstBatchImages',
    aliases: ['clarena.callbacks.SaveFirstBatchImages'],
    group: 'callbacks',
    option: 'save_first_batch_images',
    schema: 'callbacks/save_first_batch_images',
    positional: ['save_dir', 'img_prefix', 'labels_filename', 'task_ids_filename'],
    logs: [],
    load: () => import('./save-first-batch-images.js').then((m) => m.SaveFirstBatchImages),
  },
  callback(
    'ModelSummary',
    'model_summary',
    ['ModelSummary', 'RichModelSummary', 'model_summary.ModelSummary', 'rich_model_summary.RichModelSummary'],
    () => import('./model-summary.js').then((m) => m.ModelSummary),
    { aliasDefaults: { max_depth: 1 } },
  ),
  callback('GradientNorm', 'gradient_norm', [], () => import('./gradient-norm.js').then((m) => m.GradientNorm), {
    logs: gradientNormNames,
  }),
  callback(
    'GradientConflicts',
    'gradient_conflicts',
    [],
    () => import('./gradient-conflicts.js').then((m) => m.GradientConflicts),
    { logs: ['grad_conflict_rate', 'grad_norm_<t>', 'grad_cosine_<t>_<other>'] },
  ),
]
