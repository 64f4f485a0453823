import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import { type ActivationFunction, activation } from '../../nn/layers/activation.js'
import { BatchNorm, batchNormRows } from '../../nn/layers/batch-norm.js'
import { dropout } from '../../nn/layers/dropout.js'
import { Linear } from '../../nn/layers/linear.js'
import type { BackboneOutput } from '../../nn/module.js'
import { ConfigError } from '../../util/diagnostic.js'
import { type BackboneParams, BaseBackbone } from './base-backbone.js'
import { flatten } from './flatten.js'

/** Keys of `MLP`. */
export interface MLPParams extends BackboneParams {
  /** Numbers in a sample. */
  input_dim: number
  /** Widths of the hidden layers. Default: none. */
  hidden_dims?: readonly number[]
  /** Width of the last layer: of the feature. */
  output_dim: number
  /** Torch's name of an activation, after every layer, the last too; null: none. Default: ReLU. */
  activation_layer?: string | null
  /** Between each linear layer and its activation. Default: false. */
  batch_normalization?: boolean
  /** Of the linear layers. Default: true. */
  bias?: boolean
  /** The share of each layer's outputs that is dropped while training. Default: null, none. */
  dropout?: number | null
}

/** CLArena's multi-layer perceptron: Linear → BatchNorm → activation → Dropout, in every layer. */
export class MLP extends BaseBackbone {
  readonly outputDim: number
  readonly inputShape: readonly number[]
  readonly #layers: Linear[] = []
  readonly #norms: BatchNorm[]
  readonly #activation: ActivationFunction | null
  readonly #dropout: number

  /** @throws ConfigError where the activation is unknown. */
  constructor(params: MLPParams) {
    super(params)
    const { input_dim, hidden_dims = [], output_dim, activation_layer = 'ReLU' } = params
    const { batch_normalization = false, bias = true, dropout = null } = params
    this.outputDim = output_dim
    this.inputShape = [input_dim]
    this.#activation = activation(activation_layer)
    this.#dropout = dropout ?? 0
    const widths = [input_dim, ...hidden_dims, output_dim]
    for (let i = 0; i + 1 < widths.length; i++) {
      const [inputs, outputs] = [widths[i] as number, widths[i + 1] as number]
      const options = { inputs, outputs, bias, generator: this.generator }
      this.#layers.push(this.own(new Linear(`backbone.fc.${i}`, options)))
    }
    const normalized = batch_normalization ? widths.slice(1) : []
    this.#norms = normalized.map((width, i) => this.own(new BatchNorm(`backbone.fc_bn.${i}`, width)))
    this.warmStart()
  }

  minimumRows(): number {
    return this.#norms.length > 0 && !this.frozen ? batchNormRows(1) : 1
  }

  protected override compute(x: Tensor, training: boolean): BackboneOutput {
    const [features] = this.inputShape as [number]
    if (x.size !== features * (x.shape[0] as number)) {
      throw new ConfigError({
        code: 'dimension',
        path: 'backbone.input_dim',
        message: `backbone.input_dim=${features} does not fit samples of shape ${x.shape.slice(1).join('×')}`,
        hint: 'write input_dim: ${dataset.num_features}',
      })
    }
    const activations = new Map<string, Tensor>()
    let here = flatten(x)
    for (const [i, layer] of this.#layers.entries()) {
      here = layer.forward(here)
      const norm = this.#norms[i]
      if (norm) here = norm.forward(here, training) as Tensor2D
      if (this.#activation) here = this.#activation(here) as Tensor2D
      activations.set(`fc/${i}`, here)
      if (training) here = dropout(here, this.#dropout, this.generator.stream('dropout')) as Tensor2D
    }
    return { feature: here, activations }
  }
}
