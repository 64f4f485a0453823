import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Linear } from '../../nn/layers/linear.js'
import { mixExperts } from './mix-experts.js'
import { TaskBackbone, type TaskBackboneParams, type TaskFeatures } from './task-backbone.js'

/** Keys of `MMoE`. */
export interface MMoEParams extends TaskBackboneParams {
  /** Perceptrons that all tasks share. Default: 4. */
  num_experts?: number
}

/** Experts that all tasks share, which each task weighs by a gate of its own: Σₑ softmax(gateₜ(x))ₑ · expertₑ(x). */
export class MMoE extends TaskBackbone {
  readonly #count: number
  #experts: Linear[][] = []
  #gates: Linear[] = []

  constructor({ num_experts = 4, ...params }: MMoEParams) {
    super(params)
    this.#count = num_experts
  }

  protected override build(): void {
    const [input] = this.inputShape as [number]
    this.#experts = Array.from({ length: this.#count }, (_, e) => this.layers(`backbone.experts.${e}`, this.widths))
    this.#gates = this.taskIds.map((taskId) => this.layer(`backbone.gates.${taskId}`, [input, this.#count], taskId))
  }

  protected override taskFeatures(x: Tensor2D, lanes: readonly number[]): TaskFeatures {
    const experts = this.#experts.map((layers) => this.through(layers, x))
    const activations = new Map<string, Tensor>(experts.map((expert, e) => [`experts/${e}`, expert]))
    const features = new Map(
      lanes.map((lane) => [lane, mixExperts(experts, (this.#gates[lane] as Linear).forward(x))] as const),
    )
    return { features, activations }
  }
}
