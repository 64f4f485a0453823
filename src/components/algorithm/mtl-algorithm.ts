import type { NamedTensorMap, Scalar, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect } from '../../compile/host-work.js'
import { rowCrossEntropy, weightedCrossEntropy } from '../../nn/cross-entropy.js'
import type { Heads } from '../../nn/heads.js'
import { type Targets, TaskLosses } from '../../nn/losses/task-losses.js'
import type { Backbone, Stage } from '../../nn/module.js'
import type { LRScheduler, Optimizer } from '../../nn/optimizer.js'
import { type Buffer, type Gradient, type Parameter, presentSegments } from '../../nn/parameter.js'
import type {
  Algorithm,
  AlgorithmForward,
  Batch,
  EvaluationOutputs,
  Labels,
  StepResult,
  TaskSetup,
  TrainingOutputs,
} from '../../training/algorithm.js'
import { labelValues, outputTensors } from '../../training/step-tensors.js'
import { ConfigError } from '../../util/diagnostic.js'
import { requireTrained } from '../trained-tasks.js'
import { forPairs } from './task-rows.js'

/** What the run passes to an algorithm, beside the config's keys. */
export interface MTLAlgorithmParams {
  /** Its `outputDim` is the width of the features. */
  backbone: Backbone
  /** Their `inputDim` is that width. */
  heads: Heads
  /** Saved beside the run; the algorithm does not look at them. */
  nonAlgorithmicHparams?: Readonly<Record<string, unknown>>
}

/** A shared backbone with a head per task. A subclass says what a training step's loss is. */
export abstract class MTLAlgorithm implements Algorithm {
  /** What all tasks share. */
  readonly backbone: Backbone
  /** What each task has of its own. */
  readonly heads: Heads
  /** As given; saved beside the run. */
  readonly nonAlgorithmicHparams: Readonly<Record<string, unknown>>
  trainTasks: readonly number[] = []
  evalTasks: readonly number[] = []
  /** Set by `setupTasks`. */
  lrScheduler?: LRScheduler
  /** Of the tasks that are trained. */
  protected losses = new TaskLosses(new Map(), new Map())
  #optimizer: Optimizer | undefined
  #parameters: readonly Parameter[] | undefined

  /** @throws ConfigError where the backbone's features do not fit the heads. */
  constructor({ backbone, heads, nonAlgorithmicHparams = {} }: MTLAlgorithmParams) {
    if (backbone.outputDim !== heads.inputDim) {
      throw new ConfigError({
        code: 'dimension',
        path: 'heads.input_dim',
        message: `heads.input_dim=${heads.inputDim} does not fit the backbone's output_dim=${backbone.outputDim}`,
        hint: 'write input_dim: ${backbone.output_dim}',
      })
    }
    this.backbone = backbone
    this.heads = heads
    this.nonAlgorithmicHparams = nonAlgorithmicHparams
  }

  setupTasks({ taskIds, numClasses, losses = new Map(), optimizer, lrScheduler }: TaskSetup): void {
    this.backbone.setupTasks?.(taskIds)
    const { ownTasks = [] } = optimizer
    requireTrained('optimizer.param_groups.heads', ownTasks, taskIds)
    const separate = ownTasks.length > 0
    this.heads.setupTasks(taskIds, numClasses, { separate })
    this.losses = new TaskLosses(losses, numClasses)
    this.trainTasks = taskIds
    this.evalTasks = taskIds
    this.#optimizer = optimizer
    optimizer.attach(this.parameters())
    if (lrScheduler) {
      this.lrScheduler = lrScheduler
      lrScheduler.attach(optimizer)
    }
  }

  /** @throws Error before `setupTasks`. */
  get optimizer(): Optimizer {
    if (!this.#optimizer) throw new Error('setupTasks comes first')
    return this.#optimizer
  }

  parameters(): readonly Parameter[] {
    this.#parameters ??= [...this.backbone.parameters(), ...this.heads.parameters().map((each) => this.#frozen(each))]
    return this.#parameters
  }

  /** Running statistics: the backbone's. */
  buffers(): readonly Buffer[] {
    return this.backbone.buffers()
  }

  minimumRows(sampleShape: readonly number[]): number {
    return this.backbone.minimumRows?.(sampleShape) ?? 1
  }

  dispose(): void {
    this.#optimizer?.dispose()
    for (const { variable } of [...this.parameters(), ...this.buffers()]) variable.dispose()
  }

  forward(
    x: Tensor,
    { stage, taskIds }: AlgorithmForward,
  ): { logits: Tensor2D; activations: ReadonlyMap<string, Tensor> } {
    const ids = typeof taskIds === 'number' ? taskIds : labelValues(taskIds)
    const { feature, activations } = this.backbone.forward(x, { stage, taskIds: ids })
    return { logits: this.heads.forward(forPairs(feature, ids), ids), activations }
  }

  /**
   * A step's loss and measures; runs where its gradients are taken, and its tensors are kept until the step is done.
   */
  abstract trainingStep(batch: Batch): TrainingOutputs

  /** One batch of the task that `dataloaderIdx` counts among the training tasks. */
  validationStep(batch: Batch, _batchIdx: number, dataloaderIdx = 0): EvaluationOutputs {
    return this.#evaluationStep(batch, 'validation', this.trainTasks[dataloaderIdx])
  }

  /** One batch of the task that `dataloaderIdx` counts among the evaluation tasks. */
  testStep(batch: Batch, _batchIdx: number, dataloaderIdx = 0): EvaluationOutputs {
    return this.#evaluationStep(batch, 'test', this.evalTasks[dataloaderIdx])
  }

  gradients(batch: Batch): StepResult | Promise<StepResult> {
    let outputs: TrainingOutputs | undefined
    const trainable = this.parameters().filter(({ frozen }) => !frozen)
    const variables = trainable.map(({ variable }) => variable)
    const { grads } = tf.variableGrads(() => {
      outputs = this.trainingStep(batch)
      for (const tensor of outputTensors(outputs)) tf.keep(tensor)
      return outputs.loss
    }, variables)
    const presence = this.presence(trainable, batch)
    return {
      outputs: outputs as unknown as TrainingOutputs,
      gradients: trainable.map((parameter) => gradientOf(parameter, grads, presence.get(parameter))),
    }
  }

  /** A head that the optimizer leaves as it is. */
  #frozen(parameter: Parameter): Parameter {
    const [own, ...others] = parameter.segments ?? []
    const isFrozen = own && others.length === 0 && this.#optimizer?.freezesTask?.(own.taskId)
    return isFrozen ? { ...parameter, frozen: true } : parameter
  }

  /** Which segments have rows in a batch: arrays that are filled again for each step that is replayed. */
  protected presence(parameters: readonly Parameter[], batch: Batch): Map<Parameter, boolean[]> {
    const presence = new Map(parameters.flatMap((each) => (each.segments ? [[each, [] as boolean[]] as const] : [])))
    hostEffect(() => {
      const present = this.heads.present(labelValues(batch[2]))
      for (const [parameter, own] of presence) {
        own.splice(0, own.length, ...(presentSegments(parameter, this.heads.taskIds, present) ?? []))
      }
    })
    return presence
  }

  /**
   * Predictions and loss of logits, each row weighing as `weights` says.
   * @throws RangeError where a label is none of its task's classes.
   */
  protected measure(
    logits: Tensor2D,
    y: Labels,
    { taskIds, targets, weights }: Omit<Targets, 'y'> & { weights: Float32Array },
  ): EvaluationOutputs {
    const labels = labelValues(y)
    hostEffect(() => this.checkLabels(labels, taskIds))
    const loss_cls = this.losses.plain
      ? weightedCrossEntropy(logits, labels, weights)
      : (tf.sum(this.losses.rows(logits, { y: labels, taskIds, targets }, weights)) as Scalar)
    return { preds: tf.argMax(logits, 1) as Tensor1D, loss_cls }
  }

  /** As `measure`, of rows that are all of one task: its mean loss. */
  protected measureTask(logits: Tensor2D, batch: Targets & { taskIds: number }): EvaluationOutputs {
    const weights = new Float32Array(logits.shape[0])
    hostEffect(() => weights.fill(1 / (this.massOf(batch) || Number.POSITIVE_INFINITY)))
    return this.measure(logits, batch.y, { ...batch, weights })
  }

  /** By what the sum of losses of one task's rows is divided: their number, or the weights of their classes. */
  protected massOf({ y, taskIds }: Targets & { taskIds: number }): number {
    return y.reduce((sum, label) => sum + this.losses.mass(taskIds, label), 0)
  }

  /** Loss of each row, `[rows]`, before the division by what the rows count. */
  protected lossRows(logits: Tensor2D, targets: Targets): Tensor1D {
    return this.losses.plain ? rowCrossEntropy(logits, targets.y) : this.losses.rows(logits, targets)
  }

  /**
   * One that is out of range would be counted to another row.
   * @throws RangeError where a label is none of its task's classes.
   */
  protected checkLabels(labels: Int32Array, taskIds: Int32Array | number): void {
    for (const [row, label] of labels.entries()) {
      const taskId = typeof taskIds === 'number' ? taskIds : (taskIds[row] as number)
      const classes = this.heads.numClasses(taskId)
      if (label < 0 || label >= classes) {
        throw new RangeError(`label ${label} of task ${taskId} is not one of its ${classes} classes`)
      }
    }
  }

  #evaluationStep([x, y, , targets]: Batch, stage: Stage, taskId: number | undefined): EvaluationOutputs {
    if (taskId === undefined) throw new RangeError(`there is no ${stage} task for this dataloader index`)
    return tf.tidy(() => {
      const { logits } = this.forward(x, { stage, taskIds: taskId })
      const outputs = this.measureTask(logits, { y: labelValues(y), taskIds: taskId, targets })
      return { ...outputs, logits } as unknown as NamedTensorMap
    }) as unknown as EvaluationOutputs
  }
}

function gradientOf(parameter: Parameter, grads: NamedTensorMap, present: readonly boolean[] | undefined): Gradient {
  const variable: Variable = parameter.variable
  const value = grads[variable.name] ?? tf.zerosLike(variable)
  return { parameter, value, ...(present && { present }) }
}
