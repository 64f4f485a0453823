import type { NamedTensorMap, Tensor, Tensor1D, Tensor2D, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect } from '../../compile/host-work.js'
import { weightedCrossEntropy } from '../../nn/cross-entropy.js'
import type { Heads } from '../../nn/heads.js'
import type { Backbone, Stage } from '../../nn/module.js'
import type { LRScheduler, Optimizer } from '../../nn/optimizer.js'
import type { Buffer, Gradient, Parameter } from '../../nn/parameter.js'
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

  setupTasks({ taskIds, numClasses, optimizer, lrScheduler }: TaskSetup): void {
    this.heads.setupTasks(taskIds, numClasses)
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
    this.#parameters ??= [...this.backbone.parameters(), ...this.heads.parameters()]
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
    const { feature, activations } = this.backbone.forward(x, { stage })
    const ids = typeof taskIds === 'number' ? taskIds : labelValues(taskIds)
    return { logits: this.heads.forward(feature, ids), activations }
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
    const present: boolean[] = []
    hostEffect(() => {
      present.splice(0, present.length, ...this.heads.present(labelValues(batch[2])))
    })
    return {
      outputs: outputs as unknown as TrainingOutputs,
      gradients: trainable.map((parameter) => gradientOf(parameter, grads, present)),
    }
  }

  /**
   * Predictions and loss of logits, each row weighing as `weights` says.
   * @throws RangeError where a label is none of its task's classes.
   */
  protected measure(
    logits: Tensor2D,
    y: Labels,
    { taskIds, weights }: { taskIds: Int32Array | number; weights: Float32Array },
  ): EvaluationOutputs {
    const labels = labelValues(y)
    hostEffect(() => this.checkLabels(labels, taskIds))
    const loss_cls = weightedCrossEntropy(logits, labels, weights)
    return { preds: tf.argMax(logits, 1) as Tensor1D, loss_cls }
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

  #evaluationStep([x, y]: Batch, stage: Stage, taskId: number | undefined): EvaluationOutputs {
    if (taskId === undefined) throw new RangeError(`there is no ${stage} task for this dataloader index`)
    return tf.tidy(() => {
      const { logits } = this.forward(x, { stage, taskIds: taskId })
      const rows = logits.shape[0]
      const outputs = this.measure(logits, y, { taskIds: taskId, weights: new Float32Array(rows).fill(1 / rows) })
      return outputs as unknown as NamedTensorMap
    }) as unknown as EvaluationOutputs
  }
}

function gradientOf(parameter: Parameter, grads: NamedTensorMap, present: readonly boolean[]): Gradient {
  const variable: Variable = parameter.variable
  const value = grads[variable.name] ?? tf.zerosLike(variable)
  return { parameter, value, ...(parameter.segments ? { present } : {}) }
}
