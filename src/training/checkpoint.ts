import type { StateDict } from '../nn/parameter.js'
import type { GeneratorState } from '../util/generator.js'
import type { TrainerStateDict } from './trainer-state.js'

/**
 * Where training stands: between two epochs; after a batch with its validation (`batch`); or after a batch, before the
 * validation that may be due (`validation`).
 */
export type Position =
  | {
      readonly at: 'epoch'
      /** Training ended before the last batch of the epoch: of a run that is to be longer, this is no place. */
      readonly cut?: boolean
    }
  | {
      readonly at: 'batch' | 'validation'
      /** The generator at the epoch's start, from which its order was drawn. */
      readonly epochGenerator: GeneratorState
    }

/** All that training needs to go on beside its tensors: JSON but for numbers such as NaN. */
export interface Snapshot {
  position: Position
  trainer: TrainerStateDict
  loop: LoopProgress
  generator: GeneratorState
  lrScheduler: Record<string, unknown> | null
  /** The algorithm's own; null: it has none. */
  algorithm: unknown
  /** By name, as in the config. */
  metrics: Record<string, unknown>
  callbacks: Record<string, unknown>
  loggers: Record<string, unknown>
}

/** What the loop counts beside the trainer's state. */
export interface LoopProgress {
  totalBatches: number
  rows: number
  trainMs: number
  /** Values of the newest step. */
  latest: Record<string, number>
}

/** A place from which training goes on as if it had never stopped. */
export interface Checkpoint {
  /** Optimizer steps done. */
  step: number
  snapshot: Snapshot
  model: StateDict
  optimizer: StateDict
  /** Sums of the gradients of a step that is not complete (`accumulate_grad_batches`). */
  gradients: StateDict
}

export interface SaveOptions {
  /** None will follow: it must be in its place when saving returns. */
  last: boolean
  /** The checkpoint must not count before this: the logs that it counts on are being written. */
  after: Promise<unknown>
}

/** Takes a checkpoint; returns when its tensors may change. */
export type SaveCheckpoint = (checkpoint: Checkpoint, options: SaveOptions) => Promise<void>
