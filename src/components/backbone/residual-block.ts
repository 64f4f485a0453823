import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { ActivationFunction } from '../../nn/layers/activation.js'
import { BatchNorm } from '../../nn/layers/batch-norm.js'
import { Conv2d } from '../../nn/layers/conv2d.js'
import type { Buffer, Parameter } from '../../nn/parameter.js'
import type { Generator } from '../../util/generator.js'

export interface BlockOptions {
  /** `small`: two 3×3 convolutions. `large`: 1×1, 3×3, and 1×1 to four times the channels. */
  kind: 'small' | 'large'
  /** Channels that come in. */
  inputs: number
  /** Channels within. */
  channels: number
  /** Of the second convolution: in CLArena's small block too, where others stride in the first. */
  stride: number
  activation: ActivationFunction | null
  batchNormalization: boolean
  bias: boolean
  generator: Generator
}

interface WeightedLayer {
  /** As activations are recorded: `conv2x/0/conv1`. */
  name: string
  conv: Conv2d
  norm: BatchNorm | null
}

/** CLArena's residual block. Its shortcut, where sizes differ, is a 1×1 convolution without batch norm. */
export class ResidualBlock {
  readonly outputs: number
  readonly #layers: readonly WeightedLayer[]
  readonly #downsample: Conv2d | null
  readonly #activation: ActivationFunction | null

  /** @param stage `conv2x`; @param index of the block in it. */
  constructor(stage: string, index: number, options: BlockOptions) {
    const { kind, inputs, channels, stride, bias, generator } = options
    const prefix = `backbone.${stage}.${index}`
    this.outputs = kind === 'small' ? channels : channels * 4
    this.#activation = options.activation
    const shapes =
      kind === 'small'
        ? [
            { inputs, outputs: channels, size: 3, stride: 1 },
            { inputs: channels, outputs: channels, size: 3, stride },
          ]
        : [
            { inputs, outputs: channels, size: 1, stride: 1 },
            { inputs: channels, outputs: channels, size: 3, stride },
            { inputs: channels, outputs: this.outputs, size: 1, stride: 1 },
          ]
    this.#layers = shapes.map((shape, i) => {
      const padding = (shape.size - 1) / 2
      const conv = new Conv2d(`${prefix}.conv${i + 1}`, { ...shape, padding, bias, generator })
      const norm = options.batchNormalization ? new BatchNorm(`${prefix}.conv_bn${i + 1}`, shape.outputs) : null
      return { name: `${stage}/${index}/conv${i + 1}`, conv, norm }
    })
    const shortcut = { inputs, outputs: this.outputs, size: 1, stride, bias: false, generator }
    const same = inputs === this.outputs && stride === 1
    this.#downsample = same ? null : new Conv2d(`${prefix}.identity_downsample`, shortcut)
  }

  parameters(): Parameter[] {
    const own = this.#layers.flatMap(({ conv, norm }) => [...conv.parameters(), ...(norm?.parameters() ?? [])])
    return [...own, ...(this.#downsample?.parameters() ?? [])]
  }

  buffers(): Buffer[] {
    return this.#layers.flatMap(({ norm }) => norm?.buffers() ?? [])
  }

  /** Records what each weighted layer gave; the last one's is recorded after the shortcut is added. */
  forward(x: Tensor4D, training: boolean, activations: Map<string, Tensor>): Tensor4D {
    const identity = this.#downsample ? this.#downsample.forward(x) : x
    let here = x
    for (const [i, { name, conv, norm }] of this.#layers.entries()) {
      here = conv.forward(here)
      if (norm) here = norm.forward(here, training) as Tensor4D
      if (i === this.#layers.length - 1) here = tf.add(here, identity)
      if (this.#activation) here = this.#activation(here) as Tensor4D
      activations.set(name, here)
    }
    return here
  }
}
