import type { BatchLimit } from './batch-limit.js'

/** Lightning's trainer options, by its names, with its defaults filled in. */
export interface TrainerOptions {
  /** -1: no limit. */
  max_epochs: number
  /** Optimizer steps; -1: no limit. */
  max_steps: number
  /** Training batches of an epoch; null: all. */
  limit_train_batches: BatchLimit
  /** Batches of each task in a validation; null: all. */
  limit_val_batches: BatchLimit
  /** Batches of each task in a test; null: all. */
  limit_test_batches: BatchLimit
  /** Training batches between two validations; null: an epoch. */
  val_check_interval: BatchLimit
  /** Null: `val_check_interval` counts batches across epochs. */
  check_val_every_n_epoch: number | null
  /** Batches of each task that are validated before training; -1: all. */
  num_sanity_val_steps: number
  /** Optimizer steps between two logged ones; 0: none. */
  log_every_n_steps: number
  /** The largest norm, or value, of the gradients; null: as they are. */
  gradient_clip_val: number | null
  /** Whether all gradients are scaled together, or each value is cut. */
  gradient_clip_algorithm: 'norm' | 'value'
  /** Whether a loss or weight that is not finite ends the run. */
  terminate_on_nan: boolean
  /** Whether a training step runs as one call, where the backend can do that. */
  compile: boolean
  /** Batches whose mean gradient makes one optimizer step. */
  accumulate_grad_batches: number
  /** How many batches a development run takes; 0: a real run. */
  fast_dev_run: number
  /** Accepted as in Lightning: a run always is. */
  deterministic: boolean
  /** Whether a progress bar may be shown. */
  enable_progress_bar: boolean
  /** Whether a run in a directory saves checkpoints from which it can be resumed. */
  enable_checkpointing: boolean
  /** Optimizer steps between two checkpoints, beside those at the end of each epoch; null: none. */
  checkpoint_every_n_steps: number | null
}

/** As a config or a caller gives them: everything may be left out or null. */
export type TrainerConfig = {
  [Key in keyof Omit<TrainerOptions, 'fast_dev_run'>]?: TrainerOptions[Key] | null
} & { fast_dev_run?: boolean | number | null }

/** Lightning's default where neither epochs nor steps are limited. */
const DEFAULT_EPOCHS = 1000

/** Fills in Lightning's defaults. */
export function trainerOptions(config: TrainerConfig): TrainerOptions {
  const maxSteps = config.max_steps ?? -1
  const options: TrainerOptions = {
    max_epochs: config.max_epochs ?? (maxSteps === -1 ? DEFAULT_EPOCHS : -1),
    max_steps: maxSteps,
    limit_train_batches: config.limit_train_batches ?? null,
    limit_val_batches: config.limit_val_batches ?? null,
    limit_test_batches: config.limit_test_batches ?? null,
    val_check_interval: config.val_check_interval ?? null,
    check_val_every_n_epoch: config.check_val_every_n_epoch === undefined ? 1 : config.check_val_every_n_epoch,
    num_sanity_val_steps: config.num_sanity_val_steps ?? 2,
    log_every_n_steps: config.log_every_n_steps ?? 50,
    gradient_clip_val: config.gradient_clip_val ?? null,
    gradient_clip_algorithm: config.gradient_clip_algorithm ?? 'norm',
    terminate_on_nan: config.terminate_on_nan ?? true,
    compile: config.compile ?? true,
    accumulate_grad_batches: config.accumulate_grad_batches ?? 1,
    fast_dev_run: Number(config.fast_dev_run ?? 0),
    deterministic: config.deterministic ?? true,
    enable_progress_bar: config.enable_progress_bar ?? true,
    enable_checkpointing: config.enable_checkpointing ?? true,
    checkpoint_every_n_steps: config.checkpoint_every_n_steps ?? null,
  }
  return options.fast_dev_run > 0 ? developmentRun(options) : options
}

/** One epoch of n batches of each kind, as Lightning's `fast_dev_run` has it. */
function developmentRun(options: TrainerOptions): TrainerOptions {
  const batches = options.fast_dev_run
  return {
    ...options,
    max_epochs: 1,
    max_steps: batches,
    limit_train_batches: batches,
    limit_val_batches: batches,
    limit_test_batches: batches,
    num_sanity_val_steps: 0,
    val_check_interval: null,
    check_val_every_n_epoch: 1,
    log_every_n_steps: 1,
  }
}
