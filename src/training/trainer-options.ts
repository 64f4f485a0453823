import { asFraction, type BatchLimit } from './batch-limit.js'
import type { Duration } from './duration.js'

/** Lightning's trainer options, by its names, with its defaults filled in. */
export interface TrainerOptions {
  /** -1: no limit. */
  max_epochs: number
  /** Epochs before which no callback ends training; null: none. */
  min_epochs: number | null
  /** Optimizer steps; -1: no limit. */
  max_steps: number
  /** Optimizer steps before which no callback ends training; null: none. */
  min_steps: number | null
  /** Training time, over all sessions of a run; null: no limit. */
  max_time: Duration | null
  /** Training batches of an epoch; null: all. */
  limit_train_batches: BatchLimit
  /** Batches of each task in a validation; null: all. */
  limit_val_batches: BatchLimit
  /** Batches of each task in a test; null: all. */
  limit_test_batches: BatchLimit
  /** The first batches, in the data's order, on which every epoch trains; null: all, shuffled. */
  overfit_batches: BatchLimit
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
  /** Whether it is told how long what took; null: no. */
  profiler: string | null
  /** Whether operations of the first training batches are timed. */
  profile: boolean
  /** Whether a gradient that is NaN ends the run. */
  detect_anomaly: boolean
  /** Whether nothing happens beside training and the last validation. */
  barebones: boolean
  /** Accepted as in Lightning: a run always is. */
  deterministic: boolean | 'warn'
  /** Whether a progress bar may be shown. */
  enable_progress_bar: boolean
  /** Whether a summary of the model may be shown. */
  enable_model_summary: boolean
  /** Whether loggers are used. */
  logger: boolean
  /** Whether loggers get the hyperparameters. */
  enable_autolog_hparams: boolean
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
  const overfit = config.overfit_batches ?? 0
  const options: TrainerOptions = {
    max_epochs: config.max_epochs ?? (maxSteps === -1 && config.max_time == null ? DEFAULT_EPOCHS : -1),
    min_epochs: config.min_epochs ?? null,
    max_steps: maxSteps,
    min_steps: config.min_steps ?? null,
    max_time: config.max_time ?? null,
    limit_train_batches: config.limit_train_batches ?? null,
    limit_val_batches: config.limit_val_batches ?? null,
    limit_test_batches: config.limit_test_batches ?? null,
    overfit_batches: overfit === 0 || asFraction(overfit) === 0 ? null : overfit,
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
    profiler: config.profiler ?? null,
    profile: config.profile ?? false,
    detect_anomaly: config.detect_anomaly ?? false,
    barebones: config.barebones ?? false,
    deterministic: config.deterministic ?? true,
    enable_progress_bar: config.enable_progress_bar ?? true,
    enable_model_summary: config.enable_model_summary ?? true,
    logger: config.logger ?? true,
    enable_autolog_hparams: config.enable_autolog_hparams ?? true,
    enable_checkpointing: config.enable_checkpointing ?? true,
    checkpoint_every_n_steps: config.checkpoint_every_n_steps ?? null,
  }
  if (options.barebones) return bareRun(options)
  return overfitted(options.fast_dev_run > 0 ? developmentRun(options) : options)
}

/** As many batches of each kind, of a fit, whatever else limits them. */
function overfitted(options: TrainerOptions): TrainerOptions {
  const { overfit_batches: limit } = options
  return limit === null ? options : { ...options, limit_train_batches: limit, limit_val_batches: limit }
}

/** Without what costs time beside the steps, as Lightning's `barebones` has it. */
function bareRun(options: TrainerOptions): TrainerOptions {
  return overfitted({
    ...options,
    enable_checkpointing: false,
    enable_progress_bar: false,
    enable_model_summary: false,
    log_every_n_steps: 0,
    logger: false,
    num_sanity_val_steps: 0,
  })
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
