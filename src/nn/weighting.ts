import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import type { Generator } from '../util/generator.js'
import type { Gramian } from './linear-algebra/gramian.js'
import type { Parameter } from './parameter.js'

/** What a weighting is told before training. */
export interface WeightingSetup {
  /** Tasks to train, in order: a task's lane is its place here. */
  taskIds: readonly number[]
  /** A stream of the weighting's own. */
  generator: Generator
}

/** What every weighting may have. */
interface WeightingBase {
  /** Once, before anything else. @throws ConfigError where its keys do not fit the tasks */
  setupTasks?(setup: WeightingSetup): void
  /** Trained by the run's optimizer, saved with the weights. */
  parameters?(): readonly Parameter[]
  /** Tells its user of something once. Set by the algorithm. */
  warn?: (message: string) => void
  /** Loss of each present task of one training step, by lane: read late, but in order. */
  onTrainLosses?(losses: ReadonlyMap<number, number>): void
  /** After the last step of an epoch. */
  onTrainEpochEnd?(): void
  /** For checkpoints: JSON. */
  stateDict?(): unknown
  /** Takes back what `stateDict` gave. */
  loadStateDict?(state: unknown): void
}

/** The mean of the present tasks' losses: one backward pass that has no need of their losses one by one. */
export interface MeanWeighting extends WeightingBase {
  /** At nothing: what is minimised does not depend on the step. */
  readonly looksAt: 'nothing'
}

/** Factors of the tasks' losses that are known before the step: one backward pass of their sum. */
export interface FixedWeighting extends WeightingBase {
  /** At which tasks are present. */
  readonly looksAt: 'tasks'
  /** @param lanes of the tasks present, by ascending task id */
  factors(lanes: readonly number[]): ArrayLike<number>
}

/** A total of the tasks' losses: one backward pass, whose gradient tells each task's factor. */
export interface LossWeighting extends WeightingBase {
  /** At the tasks' losses. */
  readonly looksAt: 'losses'
  /**
   * On what the operations of `total` depend beside the number of tasks present, as text. Steps of one form may be
   * recorded once and replayed: numbers that change from step to step must then be declared (`hostTensor`,
   * `hostConstant`). Missing: steps are not recorded.
   */
  form?(): string
  /** Runs where the gradient is taken. @param losses `[present]`, in the order of `lanes` */
  total(losses: Tensor1D, lanes: readonly number[]): Scalar
  /** After the optimizer's step: losses of the same batch before and after it, in the order of `lanes`. */
  afterStep?(before: ArrayLike<number>, after: ArrayLike<number>, lanes: readonly number[]): void
}

/** What a step's backward passes gave, on the host. */
export interface TaskGradients {
  /** Lanes of the tasks present, by ascending task id. */
  readonly lanes: readonly number[]
  /** `[present]`, in the order of `lanes`. */
  readonly losses: ArrayLike<number>
  /**
   * Each present task's gradient of the shared parameters, one after another; overwritten in the next step. They may be
   * missing where the weighting is `gramianOnly`.
   */
  readonly rows: readonly Float32Array[]
  /** The same in pieces that follow each other, of each piece every task's part. Missing: `rows` are one piece. */
  readonly pieces?: readonly (readonly Float32Array[])[]
  /** Whether a direction is taken in single precision, so that it need not be given in more. Default: false. */
  readonly single?: boolean
  /** Their dot products. */
  readonly gramian: Gramian
  /** Where the parameters of the last shared layer begin in a row. */
  readonly lastLayer: number
  /** Values of the weighting's `parameters()`, in their order. */
  readonly own: readonly Float32Array[]
}

/** How the shared parameters' gradient is made of the tasks'. */
export interface Combination {
  /** Of the rows; missing: `direction` is given. */
  weights?: ArrayLike<number>
  /** The gradient itself, where it is no combination of rows; it may be overwritten in the next step. */
  direction?: Float32Array | Float64Array
  /** Factors of the heads' own gradients, in the order of the rows. Missing: 1. */
  headFactors?: ArrayLike<number>
  /** Gradients of `parameters()`, in their order. */
  ownGradients?: readonly Float32Array[]
}

/** Looks at each task's gradient of the shared parameters. */
export interface GradientWeighting extends WeightingBase {
  /** At the tasks' gradients of the shared parameters. */
  readonly looksAt: 'gradients'
  /** Whether it looks at no more of them than their dot products, and gives `weights`: far cheaper. Default: false. */
  readonly gramianOnly?: boolean
  /** What the shared parameters are stepped by, and what else follows. */
  combine(gradients: TaskGradients): Combination
  /** After the optimizer's step, for what it keeps in bounds. */
  afterUpdate?(): void
}

/** How the tasks of a batch are weighed against each other. */
export type Weighting = MeanWeighting | FixedWeighting | LossWeighting | GradientWeighting
