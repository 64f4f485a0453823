import type { Manifest } from '../../registry/manifest.js'
import { idleKeys } from '../idle-keys.js'
import { checkMLflow, checkWandb } from './check-uploads.js'

/** A logger's names in Lightning: by its package, and by its module. */
const lightning = (name: string, module: string): string[] =>
  ['lightning.pytorch', 'pytorch_lightning'].flatMap((root) => [
    `${root}.loggers.${name}`,
    `${root}.loggers.${module}.${name}`,
  ])

/** Where metrics go. */
export const loggersManifests: Manifest[] = [
  {
    target: 'polyhead.loggers.CSVLogger',
    aliases: lightning('CSVLogger', 'csv_logs'),
    group: 'loggers',
    option: 'csv_logger',
    schema: 'loggers/csv_logger',
    aliasDefaults: { name: 'lightning_logs' },
    positional: ['save_dir'],
    load: () => import('./csv-logger.js').then((m) => m.CSVLogger),
  },
  {
    target: 'polyhead.loggers.JSONLinesLogger',
    aliases: [],
    group: 'loggers',
    option: 'json_lines_logger',
    schema: 'loggers/json_lines_logger',
    positional: ['save_dir'],
    load: () => import('./json-lines-logger.js').then((m) => m.JSONLinesLogger),
  },
  {
    target: 'polyhead.loggers.TensorBoardLogger',
    aliases: lightning('TensorBoardLogger', 'tensorboard'),
    group: 'loggers',
    option: 'tensorboard_logger',
    schema: 'loggers/tensorboard_logger',
    aliasDefaults: { name: 'lightning_logs' },
    positional: ['save_dir'],
    check: idleKeys({
      log_graph: 'scalars alone are written',
      default_hp_metric: 'scalars are written as they are measured',
    }),
    load: () => import('./tensorboard-logger.js').then((m) => m.TensorBoardLogger),
  },
  {
    target: 'polyhead.loggers.WandbLogger',
    aliases: lightning('WandbLogger', 'wandb'),
    group: 'loggers',
    option: 'wandb_logger',
    schema: 'loggers/wandb_logger',
    positional: ['name', 'save_dir', 'version', 'offline'],
    check: checkWandb,
    load: () => import('./wandb-logger.js').then((m) => m.WandbLogger),
  },
  {
    target: 'polyhead.loggers.MLFlowLogger',
    aliases: lightning('MLFlowLogger', 'mlflow'),
    group: 'loggers',
    option: 'mlflow_logger',
    schema: 'loggers/mlflow_logger',
    positional: ['experiment_name', 'run_name', 'tracking_uri'],
    check: checkMLflow,
    load: () => import('./mlflow-logger.js').then((m) => m.MLFlowLogger),
  },
]
