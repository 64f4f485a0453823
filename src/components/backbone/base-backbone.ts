import type { Tensor } from '@tensorflow/tfjs-core'
import type { Backbone, BackboneOutput, ForwardOptions } from '../../nn/module.js'
import type { Buffer, Parameter } from '../../nn/parameter.js'
import { loadStateDict } from '../../nn/state-dict.js'
import { Generator } from '../../util/generator.js'
import { readBackboneWeights } from './read-weights.js'

/** What every backbone takes. */
export interface BackboneParams {
  /** Warm start: a run's directory, or a file of safetensors. Default: null, drawn anew. */
  weights?: string | null
  /** Not trained. Default: false. */
  frozen?: boolean
  /** Draws the initial weights, and dropout from a stream of its own. Default: torch's unseeded generator. */
  generator?: Generator
  /** Whether weights follow from elsewhere, so that those of the warm start need not be there. Default: false. */
  trained?: boolean
}

/** Parameters and freezing; a subclass has the layers. */
export abstract class BaseBackbone implements Backbone {
  abstract readonly outputDim: number
  abstract readonly inputShape: readonly (number | null)[]
  /** Whether it stays as it is while its run trains. */
  readonly frozen: boolean
  /** Draws initial weights; dropout draws from a stream of it. */
  protected readonly generator: Generator
  readonly #weights: string | null
  readonly #parameters: Parameter[] = []
  readonly #buffers: Buffer[] = []

  constructor({ weights = null, frozen = false, generator = new Generator(), trained = false }: BackboneParams) {
    this.#weights = trained ? null : weights
    this.frozen = frozen
    this.generator = generator
  }

  parameters(): readonly Parameter[] {
    return this.#parameters
  }

  buffers(): readonly Buffer[] {
    return this.#buffers
  }

  /** Layers with running statistics take those of the batch while training. */
  get rowwise(): boolean {
    return this.frozen || this.#buffers.length === 0
  }

  /** A frozen backbone computes as in evaluation: its statistics stay, and nothing is dropped. */
  forward(x: Tensor, options: ForwardOptions): BackboneOutput {
    return this.compute(x, options.stage === 'train' && !this.frozen, options)
  }

  /**
   * The layers; runs inside `tf.tidy`.
   * @param x `[rows, …sampleShape]`
   * @param training whether batch norm takes the batch's statistics, and dropout drops.
   * @throws ConfigError where x does not fit.
   */
  protected abstract compute(x: Tensor, training: boolean, options: ForwardOptions): BackboneOutput

  /**
   * Replaces what was drawn by the weights of a warm start. Last in a subclass's constructor: the draws are made either
   * way, so that all that is drawn later stays the same.
   * @throws ConfigError where there are no such weights, or they are another network's.
   */
  protected warmStart(): void {
    if (this.#weights === null) return
    loadStateDict(this, readBackboneWeights(this.#weights), { path: 'backbone.weights' })
  }

  /** Takes a layer's parameters and buffers as part of this backbone. */
  protected own<Layer extends { parameters(): Parameter[]; buffers?(): Buffer[] }>(layer: Layer): Layer {
    for (const parameter of layer.parameters()) {
      this.#parameters.push(this.frozen ? { ...parameter, frozen: true } : parameter)
    }
    this.#buffers.push(...(layer.buffers?.() ?? []))
    return layer
  }
}
