import type { Diagnostic } from '../util/diagnostic.js'
import type { Gradient, Parameter, StateDict } from './parameter.js'

/** Parameters with the same hyperparameters. */
export interface ParamGroup {
  /** `all`, or the part of the model: `backbone`, `heads`, `heads.3`. */
  name: string
  /** Frozen ones are in no group. */
  parameters: readonly Parameter[]
  /** Current learning rate: schedulers write it. */
  lr: number
  /** The rest of the group's hyperparameters (`momentum`, `betas` …), as the config names them. */
  [option: string]: unknown
}

/** Updates parameters in place by torch's formulas. */
export interface Optimizer {
  /** Torch's class name: `SGD` gives the logged name `lr-SGD`. */
  readonly name: string
  /** How many tensors of a weight's shape it keeps for each weight. Missing: not known. */
  readonly slots?: number
  /** Empty until `attach`. */
  readonly groups: readonly ParamGroup[]
  /** Tasks whose heads have hyperparameters of their own: their weights are then not stacked. Missing: none. */
  readonly ownTasks?: readonly number[]
  /** Whether the head of a task is not trained. Missing: all are. */
  freezesTask?(taskId: number): boolean
  /** Creates the state for these parameters. Called once, before the first step. */
  attach(parameters: readonly Parameter[]): void
  /** One update. Leaves the gradients' tensors to the caller to dispose. */
  step(gradients: readonly Gradient[]): void
  /** State tensors and step counts, under `<torch parameter name>.<state name>`. */
  stateDict(): Promise<StateDict>
  /** Replaces the state by what `stateDict` gave. @throws ConfigError where it is another model's. */
  loadStateDict(state: StateDict): void
  /** Frees the state's tensors. */
  dispose(): void
}

/** Changes the learning rates of an optimizer, by torch's formulas. */
export interface LRScheduler {
  /** Once, before training: sets the initial learning rates. */
  attach(optimizer: Optimizer): void
  /** At the end of an epoch (or step). `metric`: the monitored value, for those that look at one. */
  step(metric?: number): void
  /** Whether `step` needs a monitored metric. */
  readonly monitor?: string
  /** When `step` is called. */
  readonly interval: 'epoch' | 'step'
  /**
   * What is wrong with so many calls of `step`, before any is made; Infinity: no limit.
   * @param path of the scheduler in the config.
   */
  check?(calls: number, path: string): readonly Diagnostic[]
  /** All that is needed to go on after `loadStateDict`: JSON. */
  stateDict(): Record<string, unknown>
  /** After `attach`: also sets the learning rates. @throws ConfigError where the optimizer has other groups. */
  loadStateDict(state: Record<string, unknown>): void
}
