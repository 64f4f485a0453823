import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Numbers } from './host-work.js'

/** A step that was noted, and not run yet. */
export interface RecordedStep {
  /** The same for two recordings of the same computation: operations, sizes, and every number that nobody declared. */
  readonly signature: string
  /** Makes one call of it. */
  compile(): CompiledStep
  /** Runs it operation by operation. @returns its outputs */
  runByOps(): NamedTensorMap
}

/** A step as one call into the backend. The variables have their values between any two of them. */
export interface CompiledStep {
  /** Takes another recording's declared arrays, which are read at each run from now on. */
  bind(recorded: RecordedStep): void
  /**
   * Runs the step: changes the variables.
   * @param given in the order in which they were recorded.
   * @returns its outputs, which are the caller's.
   */
  run(given: readonly Tensor[]): NamedTensorMap
  /** Gives the variables the values that they had before the last run, whose judged output was not finite; once. */
  undo(): void
  dispose(): void
}

/** The name of a step's output, a scalar, that is judged: where it is not finite the step may be undone. */
export const judgedOutput = 'loss_cls'

/** A step that cannot be compiled: it has run operation by operation. */
export interface StepByOps {
  readonly reason: string
  readonly outputs: NamedTensorMap
}

/** What a backend has that can run a whole step in one call. */
export interface StepExecutor {
  /**
   * Runs `step` to see what it does. What it computes waits, unless the step reads it.
   * @param given tensors that differ from step to step, beside the declared arrays.
   * @param arrays those that were declared, asked for when the step is done.
   */
  record(step: () => NamedTensorMap, given: readonly Tensor[], arrays: ReadonlySet<Numbers>): RecordedStep | StepByOps
}

const executors = new Map<string, StepExecutor>()

/** @param backend as TensorFlow.js names it. */
export function registerStepExecutor(backend: string, executor: StepExecutor): void {
  executors.set(backend, executor)
}

/** The executor of the current backend; undefined if that backend cannot compile steps. */
export function stepExecutor(): StepExecutor | undefined {
  return executors.get(tf.getBackend())
}
