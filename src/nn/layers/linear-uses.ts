import type { Tensor2D, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Parameter } from '../parameter.js'

/** A linear layer. */
interface LinearLayer {
  readonly weight: Parameter
  readonly bias: Parameter | null
}

/** What a linear layer computed in one pass. */
export interface LinearUse extends LinearLayer {
  /** What went in, `[rows, inputs]`. */
  readonly x: Tensor2D
  /** Came back at the output in a backward pass to `probe`, `[rows, outputs]`, kept; undefined where nothing did. */
  slope: Tensor2D | undefined
  /** A number that changes nothing: backward passes to it go through the layer's output, and not to its weights. */
  readonly probe: tf.Scalar
}

let watching: LinearUses | undefined

/** Watches linear layers, so that the gradients of their weights need not be computed as such. */
export class LinearUses {
  readonly uses: LinearUse[] = []
  readonly #variables: ReadonlySet<Variable>

  /** @param parameters of the layers that are looked at @param rows that each of them is to get */
  constructor(
    parameters: readonly Parameter[],
    private readonly rows: number,
  ) {
    this.#variables = new Set(parameters.map(({ variable }) => variable))
  }

  /** Runs a forward pass. */
  during<T>(forward: () => T): T {
    const outer = watching
    watching = this
    try {
      return forward()
    } finally {
      watching = outer
    }
  }

  /** Whether all parameters are of linear layers that were used once, each on all rows. */
  get complete(): boolean {
    if (this.uses.some(({ x }) => x.shape[0] !== this.rows)) return false
    const used = this.uses.flatMap(({ weight, bias }) => (bias ? [weight.variable, bias.variable] : [weight.variable]))
    return used.length === this.#variables.size && new Set(used).size === used.length
  }

  note(layer: LinearLayer, x: Tensor2D, output: Tensor2D): Tensor2D {
    const { weight, bias } = layer
    if (!this.#variables.has(weight.variable)) return output
    const use: LinearUse = { weight, bias, x, slope: undefined, probe: tf.scalar(0) }
    this.uses.push(use)
    return tf.customGrad((y, probe) => ({
      value: tf.clone(y as Tensor2D),
      gradFunc: (dy) => {
        use.slope = tf.keep(tf.clone(dy as Tensor2D))
        return [dy as Tensor2D, probe as tf.Scalar]
      },
    }))(output, use.probe) as Tensor2D
  }
}

/** Where layers are watched, an output that tells what comes back at it; else the output itself. */
export function noteLinear(layer: LinearLayer, x: Tensor2D, output: Tensor2D): Tensor2D {
  return watching ? watching.note(layer, x, output) : output
}
