import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type ActivationFunction, activation } from '../../nn/layers/activation.js'
import { BatchNorm, batchNormRows } from '../../nn/layers/batch-norm.js'
import { Conv2d } from '../../nn/layers/conv2d.js'
import { dropout } from '../../nn/layers/dropout.js'
import { Linear } from '../../nn/layers/linear.js'
import type { BackboneOutput } from '../../nn/module.js'
import { ConfigError } from '../../util/diagnostic.js'
import { type BackboneParams, BaseBackbone } from './base-backbone.js'
import { checkImages } from './check-images.js'
import { flatten } from './flatten.js'

/** Keys of `CNN`. */
export interface CNNParams extends BackboneParams {
  /** Height, width and channels of an image. */
  image_shape: readonly number[]
  /** Channels of each convolution; each halves height and width. Default: 32, 64. */
  channels?: readonly number[]
  /** Width of the feature. */
  output_dim: number
  /** Torch's name of an activation, after every layer; null: none. Default: ReLU. */
  activation_layer?: string | null
  /** Between each layer and its activation. Default: false. */
  batch_normalization?: boolean
  /** Of every layer. Default: true. */
  bias?: boolean
  /** The share of the feature that is dropped while training. Default: null, none. */
  dropout?: number | null
}

interface Stage {
  conv: Conv2d
  norm: BatchNorm | null
}

/** A small network for small images: 3×3 convolutions, each with max pooling, and a linear layer. */
export class CNN extends BaseBackbone {
  readonly outputDim: number
  readonly inputShape: readonly number[]
  readonly #stages: readonly Stage[]
  readonly #linear: Linear
  readonly #norm: BatchNorm | null
  readonly #activation: ActivationFunction | null
  readonly #dropout: number

  /** @throws ConfigError where the images are too small for the poolings, or the activation is unknown. */
  constructor(params: CNNParams) {
    super(params)
    const { image_shape, channels = [32, 64], output_dim, activation_layer = 'ReLU' } = params
    const { batch_normalization = false, bias = true, dropout = null } = params
    this.outputDim = output_dim
    this.inputShape = image_shape
    this.#activation = activation(activation_layer)
    this.#dropout = dropout ?? 0
    const generator = this.generator
    const normOf = (name: string, width: number) => (batch_normalization ? this.own(new BatchNorm(name, width)) : null)
    let [height, width, inputs] = image_shape as [number, number, number]
    this.#stages = channels.map((outputs, i) => {
      const options = { inputs, outputs, size: 3, padding: 1, bias, generator }
      inputs = outputs
      height = Math.floor(height / 2)
      width = Math.floor(width / 2)
      const conv = this.own(new Conv2d(`backbone.conv.${i}`, options))
      return { conv, norm: normOf(`backbone.conv_bn.${i}`, outputs) }
    })
    if (height < 1 || width < 1) {
      throw new ConfigError({
        code: 'dimension',
        path: 'backbone.channels',
        message: `${channels.length} convolutions, each of which halves the image, are too many for ${image_shape.slice(0, 2).join('×')}`,
      })
    }
    this.#linear = this.own(
      new Linear('backbone.fc', { inputs: inputs * height * width, outputs: output_dim, bias, generator }),
    )
    this.#norm = normOf('backbone.fc_bn', output_dim)
    this.warmStart()
  }

  minimumRows(): number {
    return this.#norm && !this.frozen ? batchNormRows(1) : 1
  }

  protected override compute(x: Tensor, training: boolean): BackboneOutput {
    checkImages(x, this.inputShape, 'backbone.image_shape')
    const activations = new Map<string, Tensor>()
    let image = x as Tensor4D
    for (const [i, { conv, norm }] of this.#stages.entries()) {
      image = this.#activate(conv.forward(image), norm, training) as Tensor4D
      activations.set(`conv/${i}`, image)
      image = tf.maxPool(image, 2, 2, 'valid')
    }
    const feature = this.#activate(this.#linear.forward(flatten(image)), this.#norm, training) as Tensor2D
    activations.set('fc', feature)
    if (!training || this.#dropout === 0) return { feature, activations }
    return { feature: dropout(feature, this.#dropout, this.generator.stream('dropout')) as Tensor2D, activations }
  }

  #activate(x: Tensor, norm: BatchNorm | null, training: boolean): Tensor {
    const normal = norm ? norm.forward(x, training) : x
    return this.#activation ? this.#activation(normal) : normal
  }
}
