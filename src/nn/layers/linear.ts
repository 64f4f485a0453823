import type { Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Generator } from '../../util/generator.js'
import { initLinear } from '../init.js'
import type { Parameter } from '../parameter.js'
import { noteLinear } from './linear-uses.js'
import { newParameter } from './new-parameter.js'
import { requireRoom } from './require-room.js'

/** How a `Linear` is made. */
export interface LinearOptions {
  /** Width in. */
  inputs: number
  /** Width out. */
  outputs: number
  /** Default: true. */
  bias?: boolean
  /** Draws the initial weights. */
  generator: Generator
}

/** `torch.nn.Linear`: x · W + b. The variable is `[inputs, outputs]`. */
export class Linear {
  /** `[inputs, outputs]` */
  readonly weight: Parameter
  /** `[outputs]` */
  readonly bias: Parameter | null

  /** @param name torch's name of the module: `backbone.fc.0`. */
  constructor(name: string, { inputs, outputs, bias = true, generator }: LinearOptions) {
    requireRoom(`${name}.weight`, inputs * outputs)
    const initial = initLinear(generator, inputs, outputs, bias)
    this.weight = newParameter(`${name}.weight`, [inputs, outputs], 'linear', initial.weight)
    this.bias = initial.bias && newParameter(`${name}.bias`, [outputs], 'same', initial.bias)
  }

  /** Weight, then bias. */
  parameters(): Parameter[] {
    return this.bias ? [this.weight, this.bias] : [this.weight]
  }

  /** @param x `[rows, inputs]` @returns `[rows, outputs]` */
  forward(x: Tensor2D): Tensor2D {
    const product: Tensor2D = tf.matMul(x, this.weight.variable as unknown as Tensor2D)
    return noteLinear(this, x, this.bias ? tf.add<Tensor2D>(product, this.bias.variable) : product)
  }
}
