/** Why a value of a key cannot be had here, and what to write instead. */
export interface Refusal {
  why: string
  hint: string
}

/** One key of Lightning's Trainer. */
export interface LightningKey {
  /** `works`: as in Lightning; `idle`: taken, and changes nothing; `single`: only what one process has. */
  effect: 'works' | 'idle' | 'single'
  /** What it does here, for the table of the guide. */
  here: string
  /** Of a value that is not null: why it is refused. */
  refuse?: (value: unknown) => Refusal | undefined
  /** Of a value that is not null: why it changes nothing, where its user may expect that it does. */
  idle?: (value: unknown) => string | undefined
}

const works = (here: string, refuse?: LightningKey['refuse']): LightningKey => ({ effect: 'works', here, refuse })

/** @param usual values that ask for nothing */
const idle = (here: string, ...usual: unknown[]): LightningKey => ({
  effect: 'idle',
  here,
  idle: (value) => (usual.includes(value) ? undefined : here),
})

/** @param allowed values that mean what a run here has anyway */
const single = (here: string, hint: string, allowed: (value: unknown) => boolean): LightningKey => ({
  effect: 'single',
  here,
  refuse: (value) => (allowed(value) ? undefined : { why: here, hint }),
})

const oneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(typeof value === 'string' ? value.toLowerCase() : value)

/** Accelerators that are graphics processors, for the backend `auto`. */
export const GPU_NAMES: readonly string[] = ['gpu', 'cuda', 'mps']

const isOneDevice = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 1
  if (typeof value === 'number') return value === 1 || value === -1
  return /^(auto|-1|1|\d+,)$/.test(String(value).trim())
}

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

const byTheClock: Refusal = {
  why: 'a time would validate elsewhere in every run, and draw other batches',
  hint: 'use ++trainer.val_check_interval=0.5 for twice an epoch',
}

/** Every key of `lightning.pytorch.trainer.Trainer` (2.6), in its order. */
export const lightningKeys: Readonly<Record<string, LightningKey>> = {
  accelerator: {
    effect: 'works',
    here: '`backend=auto` takes a graphics processor for `gpu`, `cuda` and `mps`, where one can be used',
    refuse: (value) =>
      oneOf('auto', 'cpu', ...GPU_NAMES)(value)
        ? undefined
        : { why: 'there is no backend for it', hint: 'use ++trainer.accelerator=auto, cpu or gpu' },
  },
  strategy: single(
    'a run is one process on one device',
    'use ++trainer.strategy=auto',
    oneOf('auto', 'single_device', 'singledevice'),
  ),
  devices: single(
    'a run computes on one device',
    'use ++trainer.devices=1, and dataset.batch_size for the batch of all devices together',
    isOneDevice,
  ),
  num_nodes: single('a run is one process on one machine', 'use ++trainer.num_nodes=1', oneOf(1)),
  precision: single('a run computes in 32 bits', 'use ++trainer.precision=32-true', oneOf(32, '32', '32-true')),
  logger: works('false: nothing is logged; else what the group `loggers` has', (value) =>
    typeof value === 'boolean'
      ? undefined
      : { why: 'loggers are a group of the config', hint: 'use +loggers@loggers.csv=csv_logger' },
  ),
  callbacks: single(
    'callbacks are a group of the config',
    'use +callbacks@callbacks.early_stopping=early_stopping',
    isEmpty,
  ),
  fast_dev_run: works('one batch (or n) of everything, without loggers and checkpoints'),
  max_epochs: works('null: 1000, or no limit where `max_steps` or `max_time` is set'),
  min_epochs: works('no callback and no `max_time` ends training earlier'),
  max_steps: works('optimizer steps'),
  min_steps: works('no callback and no `max_time` ends training earlier'),
  max_time: works('`DD:HH:MM:SS` or a dict; counts over resumed sessions; `reproduce` ends after the same batch'),
  limit_train_batches: works('an integer counts batches, a float takes a share'),
  limit_val_batches: works('of each task'),
  limit_test_batches: works('of each task'),
  limit_predict_batches: idle('`polyhead predict` takes all rows of its file', 1, 1.0),
  overfit_batches: works('the first batches of the unshuffled training data, in every epoch'),
  val_check_interval: works('batches, or a share of the epoch; no times', (value) =>
    typeof value === 'string' ? byTheClock : undefined,
  ),
  check_val_every_n_epoch: works('null: `val_check_interval` counts across epochs'),
  num_sanity_val_steps: works("draws nothing from the run's generator"),
  log_every_n_steps: works('0: no rows of steps'),
  enable_checkpointing: works('what `polyhead resume` goes on from; `model_checkpoint` is a callback'),
  enable_progress_bar: works('the callback `progress_bar`'),
  enable_model_summary: works('false: the callback `model_summary` is silent'),
  accumulate_grad_batches: works('batches of one optimizer step'),
  gradient_clip_val: works('the largest norm, or value'),
  gradient_clip_algorithm: works('`norm` or `value`'),
  deterministic: idle('every run is deterministic', true, false, 'warn'),
  benchmark: idle('no backend chooses its kernels by timing them', false),
  inference_mode: idle('an evaluation never keeps gradients', true),
  use_distributed_sampler: idle('a run is one process', true),
  profiler: works('`simple`: a table of times when training ends', (value) =>
    oneOf('simple')(value) ? undefined : { why: "only 'simple' is here", hint: 'use ++trainer.profiler=simple' },
  ),
  detect_anomaly: works('a gradient that is NaN ends the run, and is named'),
  barebones: works('no loggers, checkpoints, progress bar, summary and sanity check'),
  plugins: single('plugins of Lightning change how its processes work', 'use ++trainer.plugins=null', isEmpty),
  sync_batchnorm: idle('a run is one process', false),
  reload_dataloaders_every_n_epochs: idle('batches are drawn anew in every epoch', 0),
  default_root_dir: idle('a run writes into its own directory: hydra.run.dir'),
  enable_autolog_hparams: works('false: loggers get no hyperparameters'),
  model_registry: idle('no model is uploaded'),
}
