import type { Tensor } from '@tensorflow/tfjs-core'
import type { Backbone, BackboneOutput, ForwardOptions } from '../../training/module.js'
import type { Buffer, Parameter } from '../../training/parameter.js'
import { Generator } from '../../util/generator.js'

/** What every backbone takes. */
export interface BackboneParams {
  /** Trained, but not: true for all of it. Default: false. */
  frozen?: boolean
  /** Draws the initial weights, and dropout from a stream of its own. Default: torch's unseeded generator. */
  generator?: Generator
}

/** Parameters and freezing; a subclass has the layers. */
export abstract class BaseBackbone implements Backbone {
  abstract readonly outputDim: number
  abstract readonly inputShape: readonly (number | null)[]
  readonly frozen: boolean
  protected readonly generator: Generator
  readonly #parameters: Parameter[] = []
  readonly #buffers: Buffer[] = []

  constructor({ frozen = false, generator = new Generator() }: BackboneParams) {
    this.frozen = frozen
    this.generator = generator
  }

  parameters(): readonly Parameter[] {
    return this.#parameters
  }

  buffers(): readonly Buffer[] {
    return this.#buffers
  }

  /** A frozen backbone computes as in evaluation: its statistics stay, and nothing is dropped. */
  forward(x: Tensor, { stage }: ForwardOptions): BackboneOutput {
    return this.compute(x, stage === 'train' && !this.frozen)
  }

  protected abstract compute(x: Tensor, training: boolean): BackboneOutput

  /** Takes a layer's parameters and buffers as part of this backbone. */
  protected own<Layer extends { parameters(): Parameter[]; buffers?(): Buffer[] }>(layer: Layer): Layer {
    for (const parameter of layer.parameters()) {
      this.#parameters.push(this.frozen ? { ...parameter, frozen: true } : parameter)
    }
    this.#buffers.push(...(layer.buffers?.() ?? []))
    return layer
  }
}
