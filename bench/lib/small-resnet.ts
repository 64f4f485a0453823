import * as tf from '@tensorflow/tfjs-core'
import { BaseBackbone } from '../../src/components/backbone/base-backbone.js'
import { ResidualBlock } from '../../src/components/backbone/residual-block.js'
import { BatchNorm } from '../../src/nn/layers/batch-norm.js'
import { Conv2d } from '../../src/nn/layers/conv2d.js'
import type { BackboneOutput } from '../../src/nn/module.js'
import type { Generator } from '../../src/util/generator.js'

/** For images of 32×32: a 3×3 convolution, a block of 64 channels, one of 128 at half the size, the mean. */
export class SmallResNet extends BaseBackbone {
  readonly outputDim = 128
  readonly inputShape = [32, 32, 3]
  readonly #conv: Conv2d
  readonly #norm = this.own(new BatchNorm('backbone.conv_bn1', 64))
  readonly #blocks: readonly ResidualBlock[]

  constructor({ generator }: { generator: Generator }) {
    super({ generator })
    const stem = { inputs: 3, outputs: 64, size: 3, stride: 1, padding: 1, bias: false, generator }
    this.#conv = this.own(new Conv2d('backbone.conv1', stem))
    const shared = { kind: 'small', inputs: 64, activation: tf.relu, batchNormalization: true, bias: false } as const
    this.#blocks = [
      this.own(new ResidualBlock('conv2x', 0, { ...shared, channels: 64, stride: 1, generator })),
      this.own(new ResidualBlock('conv3x', 0, { ...shared, channels: 128, stride: 2, generator })),
    ]
  }

  protected override compute(x: tf.Tensor, training: boolean): BackboneOutput {
    const activations = new Map<string, tf.Tensor>()
    let here = tf.relu(this.#norm.forward(this.#conv.forward(x as tf.Tensor4D), training)) as tf.Tensor4D
    for (const block of this.#blocks) here = block.forward(here, training, activations)
    return { feature: tf.mean(here, [1, 2]) as tf.Tensor2D, activations }
  }
}
