import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type ActivationFunction, activation } from '../../nn/layers/activation.js'
import { BatchNorm, batchNormRows } from '../../nn/layers/batch-norm.js'
import { Conv2d } from '../../nn/layers/conv2d.js'
import type { BackboneOutput } from '../../nn/module.js'
import { ConfigError } from '../../util/diagnostic.js'
import { type BackboneParams, BaseBackbone } from './base-backbone.js'
import { checkImages } from './check-images.js'
import { ResidualBlock } from './residual-block.js'

/** Keys of the ResNets. */
export interface ResNetParams extends BackboneParams {
  /** Channels of an image. */
  input_channels: number
  /** Width of the feature: what the architecture gives, which is the default. */
  output_dim?: number
  /** Torch's name of an activation; null: none. Default: ReLU. */
  activation_layer?: string | null
  /** After each convolution but the shortcuts'. Default: true. */
  batch_normalization?: boolean
  /** Of the convolutions but the shortcuts'. Default: false. */
  bias?: boolean
}

interface Architecture {
  kind: 'small' | 'large'
  /** Blocks in `conv2x` … `conv5x`. */
  blocks: readonly [number, number, number, number]
}

/**
 * CLArena's ResNet: a 7×7 convolution and max pooling, both of stride 2, four stages of residual blocks, and the mean
 * over the image.
 */
abstract class ResNet extends BaseBackbone {
  readonly outputDim: number
  readonly inputShape: readonly (number | null)[]
  readonly #conv: Conv2d
  readonly #norm: BatchNorm | null
  readonly #blocks: ResidualBlock[] = []
  readonly #activation: ActivationFunction | null

  /** @throws ConfigError where output_dim is not what the architecture gives, or the activation is unknown. */
  constructor(name: string, { kind, blocks }: Architecture, params: ResNetParams) {
    super(params)
    this.outputDim = kind === 'small' ? 512 : 2048
    const { input_channels, output_dim = this.outputDim, activation_layer = 'ReLU' } = params
    const { batch_normalization: batchNormalization = true, bias = false } = params
    if (output_dim !== this.outputDim) {
      throw new ConfigError({
        code: 'dimension',
        path: 'backbone.output_dim',
        message: `${name} gives features of width ${this.outputDim}, not output_dim=${output_dim}`,
      })
    }
    this.inputShape = [null, null, input_channels]
    this.#activation = activation(activation_layer)
    const generator = this.generator
    const stem = { inputs: input_channels, outputs: 64, size: 7, stride: 2, padding: 3, bias, generator }
    this.#conv = this.own(new Conv2d('backbone.conv1', stem))
    this.#norm = batchNormalization ? this.own(new BatchNorm('backbone.conv_bn1', 64)) : null
    let inputs = 64
    for (const [stage, count] of blocks.entries()) {
      for (let index = 0; index < count; index++) {
        const stride = stage > 0 && index === 0 ? 2 : 1
        const options = { kind, inputs, channels: 64 * 2 ** stage, stride, batchNormalization, bias, generator }
        const block = new ResidualBlock(`conv${stage + 2}x`, index, { ...options, activation: this.#activation })
        this.#blocks.push(this.own(block))
        inputs = block.outputs
      }
    }
    this.warmStart()
  }

  minimumRows([height, width]: readonly number[]): number {
    // stem, pooling and the last three stages halve the image, rounding up
    const side = (size = 1) => Math.ceil(size / 32)
    return this.#norm && !this.frozen ? batchNormRows(side(height) * side(width)) : 1
  }

  protected override compute(x: Tensor, training: boolean): BackboneOutput {
    checkImages(x, this.inputShape, 'backbone.input_channels')
    const activations = new Map<string, Tensor>()
    let here = this.#conv.forward(x as Tensor4D)
    if (this.#norm) here = this.#norm.forward(here, training) as Tensor4D
    if (this.#activation) here = this.#activation(here) as Tensor4D
    activations.set('conv1', here)
    here = tf.maxPool(here, 3, 2, 1)
    for (const block of this.#blocks) here = block.forward(here, training, activations)
    return { feature: tf.mean(here, [1, 2]) as Tensor2D, activations }
  }
}

/** Small blocks, 18 weighted layers with a head; features of width 512. */
export class ResNet18 extends ResNet {
  constructor(params: ResNetParams) {
    super('ResNet18', { kind: 'small', blocks: [2, 2, 2, 2] }, params)
  }
}

/** Small blocks, 34 weighted layers with a head; features of width 512. */
export class ResNet34 extends ResNet {
  constructor(params: ResNetParams) {
    super('ResNet34', { kind: 'small', blocks: [3, 4, 6, 3] }, params)
  }
}

/** Large blocks, 50 weighted layers with a head; features of width 2048. */
export class ResNet50 extends ResNet {
  constructor(params: ResNetParams) {
    super('ResNet50', { kind: 'large', blocks: [3, 4, 6, 3] }, params)
  }
}

/** Large blocks, 101 weighted layers with a head; features of width 2048. */
export class ResNet101 extends ResNet {
  constructor(params: ResNetParams) {
    super('ResNet101', { kind: 'large', blocks: [3, 4, 23, 3] }, params)
  }
}

/** Large blocks, 152 weighted layers with a head; features of width 2048. */
export class ResNet152 extends ResNet {
  constructor(params: ResNetParams) {
    super('ResNet152', { kind: 'large', blocks: [3, 8, 36, 3] }, params)
  }
}
