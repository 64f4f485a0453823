import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor, recordsStep } from '../../compile/host-work.js'
import { type ActivationFunction, activation } from '../../nn/layers/activation.js'
import { Linear } from '../../nn/layers/linear.js'
import type { BackboneOutput, ForwardOptions } from '../../nn/module.js'
import { forTask } from '../../nn/parameter.js'
import { ConfigError } from '../../util/diagnostic.js'
import { type BackboneParams, BaseBackbone } from './base-backbone.js'
import { flatten } from './flatten.js'

/** Keys of every backbone whose features depend on the task. */
export interface TaskBackboneParams extends BackboneParams {
  /** Numbers in a sample. */
  input_dim: number
  /** Widths of the hidden layers. Default: none. */
  hidden_dims?: readonly number[]
  /** Width of the last layer: of the feature. */
  output_dim: number
  /** Torch's name of an activation, after every layer, the last too; null: none. Default: ReLU. */
  activation_layer?: string | null
}

/** What the layers give for the tasks that are asked for. */
export interface TaskFeatures {
  /** By the task's place: `[rows, outputDim]`. */
  features: ReadonlyMap<number, Tensor2D>
  activations: ReadonlyMap<string, Tensor>
}

/**
 * A multi-layer perceptron that tasks share in part: a row's feature depends on its task. Layers are made when the
 * tasks are known.
 */
export abstract class TaskBackbone extends BaseBackbone {
  readonly perTask = true
  readonly outputDim: number
  readonly inputShape: readonly number[]
  /** Of the layers, from the sample to the feature. */
  protected readonly widths: readonly number[]
  protected readonly activation: ActivationFunction
  /** In the order of training. */
  protected taskIds: readonly number[] = []

  /** @throws ConfigError where the activation is unknown. */
  constructor(params: TaskBackboneParams) {
    super(params)
    const { input_dim, hidden_dims = [], output_dim, activation_layer = 'ReLU' } = params
    this.outputDim = output_dim
    this.inputShape = [input_dim]
    this.widths = [input_dim, ...hidden_dims, output_dim]
    this.activation = activation(activation_layer) ?? ((x) => x)
  }

  /** Makes the layers, in the order of the tasks. Once, before anything else. */
  setupTasks(taskIds: readonly number[]): void {
    if (this.taskIds.length > 0) throw new Error('the backbone is set up already')
    this.taskIds = taskIds
    this.build()
    this.warmStart()
  }

  /** Makes the layers. */
  protected abstract build(): void

  /** @param lanes places of the tasks whose features are wanted. */
  protected abstract taskFeatures(x: Tensor2D, lanes: readonly number[]): TaskFeatures

  protected override compute(x: Tensor, _training: boolean, { taskIds }: ForwardOptions): BackboneOutput {
    const [features] = this.inputShape as [number]
    if (x.size !== features * (x.shape[0] as number)) {
      throw new ConfigError({
        code: 'dimension',
        path: 'backbone.input_dim',
        message: `backbone.input_dim=${features} does not fit samples of shape ${x.shape.slice(1).join('×')}`,
        hint: 'write input_dim: ${dataset.num_features}',
      })
    }
    const ids = taskIds ?? (this.taskIds[0] as number)
    const found = this.taskFeatures(flatten(x), this.#lanes(ids))
    return { feature: this.#select(found.features, ids, x.shape[0] as number), activations: found.activations }
  }

  /** A layer of all tasks, or of one alone. */
  protected layer(name: string, [inputs, outputs]: readonly [number, number], taskId?: number): Linear {
    const layer = new Linear(name, { inputs, outputs, generator: this.generator })
    const own = layer.parameters().map((parameter) => (taskId === undefined ? parameter : forTask(parameter, taskId)))
    this.own({ parameters: () => own })
    return layer
  }

  /** A perceptron of these widths. */
  protected layers(name: string, widths: readonly number[], taskId?: number): Linear[] {
    return widths.slice(1).map((outputs, i) => this.layer(`${name}.fc.${i}`, [widths[i] as number, outputs], taskId))
  }

  /** Each layer with its activation. */
  protected through(layers: readonly Linear[], x: Tensor2D): Tensor2D {
    return layers.reduce((here, layer) => this.activation(layer.forward(here)) as Tensor2D, x)
  }

  #lanes(ids: Int32Array | number): number[] {
    if (typeof ids !== 'number' && recordsStep()) return [...this.taskIds.keys()]
    const wanted = typeof ids === 'number' ? [ids] : [...new Set(ids)]
    return wanted.map((taskId) => this.#laneOf(taskId)).sort((a, b) => a - b)
  }

  #laneOf(taskId: number): number {
    const lane = this.taskIds.indexOf(taskId)
    if (lane >= 0) return lane
    throw new RangeError(`the backbone knows no task ${taskId}; it knows ${this.taskIds.join(', ')}`)
  }

  /** Each row's, or pair's, own task's feature. */
  #select(features: TaskFeatures['features'], ids: Int32Array | number, rows: number): Tensor2D {
    const of = (taskId: number) => features.get(this.#laneOf(taskId)) as Tensor2D
    if (typeof ids === 'number') return of(ids)
    if (ids.length > rows) {
      const blocks = Array.from({ length: ids.length / rows }, (_, block) => of(ids[block * rows] as number))
      return tf.concat(blocks)
    }
    const parts = Array.from(features, ([lane, feature]) => {
      const taskId = this.taskIds[lane]
      const mask = hostTensor<tf.Rank.R2>([rows, 1], 'float32', (values) => {
        for (let row = 0; row < rows; row++) values[row] = ids[row] === taskId ? 1 : 0
      })
      return tf.mul<Tensor2D>(feature, mask)
    })
    return parts.reduce((sum, part) => tf.add<Tensor2D>(sum, part))
  }
}
