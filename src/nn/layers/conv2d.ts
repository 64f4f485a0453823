import type { Tensor4D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Generator } from '../../util/generator.js'
import { initConv2d } from '../init.js'
import type { Parameter } from '../parameter.js'
import { newParameter } from './new-parameter.js'
import { requireRoom } from './require-room.js'

/** How a `Conv2d` is made. */
export interface Conv2dOptions {
  /** Channels in. */
  inputs: number
  /** Channels out. */
  outputs: number
  /** Height and width of the filter. */
  size: number
  /** Default: 1. */
  stride?: number
  /** Zeros on each side. Default: 0. */
  padding?: number
  /** Default: true. */
  bias?: boolean
  /** Draws the initial weights. */
  generator: Generator
}

/** `torch.nn.Conv2d` on images `[rows, height, width, channels]`. The variable is `[size, size, inputs, outputs]`. */
export class Conv2d {
  /** `[size, size, inputs, outputs]` */
  readonly weight: Parameter
  /** `[outputs]` */
  readonly bias: Parameter | null
  readonly #stride: number
  readonly #padding: number

  /** @param name torch's name of the module: `backbone.conv1`. */
  constructor(name: string, options: Conv2dOptions) {
    const { inputs, outputs, size, stride = 1, padding = 0, bias = true, generator } = options
    requireRoom(`${name}.weight`, size * size * inputs * outputs)
    const initial = initConv2d(generator, inputs, outputs, size, bias)
    this.weight = newParameter(`${name}.weight`, [size, size, inputs, outputs], 'conv', initial.weight)
    this.bias = initial.bias && newParameter(`${name}.bias`, [outputs], 'same', initial.bias)
    this.#stride = stride
    this.#padding = padding
  }

  /** Weight, then bias. */
  parameters(): Parameter[] {
    return this.bias ? [this.weight, this.bias] : [this.weight]
  }

  /**
   * @param x `[rows, height, width, inputs]` @returns `[rows, ⌊(height + 2 · padding − size) / stride⌋ + 1, …,
   * outputs]`
   */
  forward(x: Tensor4D): Tensor4D {
    const product = tf.conv2d(x, this.weight.variable as unknown as Tensor4D, this.#stride, this.#padding)
    return this.bias ? tf.add<Tensor4D>(product, this.bias.variable) : product
  }
}
