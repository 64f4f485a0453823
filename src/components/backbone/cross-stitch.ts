import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Linear } from '../../nn/layers/linear.js'
import { newParameter } from '../../nn/layers/new-parameter.js'
import type { Parameter } from '../../nn/parameter.js'
import { TaskBackbone, type TaskBackboneParams, type TaskFeatures } from './task-backbone.js'

/** Keys of `CrossStitch`. */
export interface CrossStitchParams extends TaskBackboneParams {
  /** What a task's layer takes of its own output at first; the others share the rest. Default: 0.9. */
  own_share?: number
}

/**
 * A perceptron for each task, stitched together after each layer: hₜ = Σᵤ αₜᵤ · hᵤ, with α trained, one matrix a layer.
 */
export class CrossStitch extends TaskBackbone {
  readonly #ownShare: number
  #towers: Linear[][] = []
  #units: Parameter[] = []

  constructor({ own_share = 0.9, ...params }: CrossStitchParams) {
    super(params)
    this.#ownShare = own_share
  }

  protected override build(): void {
    const tasks = this.taskIds.length
    this.#towers = this.taskIds.map((taskId) => this.layers(`backbone.towers.${taskId}`, this.widths))
    const rest = tasks === 1 ? 0 : (1 - this.#ownShare) / (tasks - 1)
    const own = tasks === 1 ? 1 : this.#ownShare
    this.#units = this.widths.slice(1).map((_, i) => {
      const values = Float32Array.from({ length: tasks * tasks }, (_, at) => (at % (tasks + 1) === 0 ? own : rest))
      return newParameter(`backbone.stitches.${i}`, [tasks, tasks], 'same', values)
    })
    this.own({ parameters: () => this.#units })
  }

  protected override taskFeatures(x: Tensor2D, lanes: readonly number[]): TaskFeatures {
    const activations = new Map<string, Tensor>()
    let here = this.#towers.map(() => x)
    for (const [i, unit] of this.#units.entries()) {
      const own = here.map((input, lane) => {
        const layer = this.#towers[lane]?.[i] as Linear
        return this.activation(layer.forward(input)) as Tensor2D
      })
      for (const [lane, output] of own.entries()) activations.set(`towers/${this.taskIds[lane]}/${i}`, output)
      const share = (lane: number, other: number) =>
        tf.slice(unit.variable as unknown as Tensor2D, [lane, other], [1, 1])
      here = own.map((_, lane) =>
        own
          .map((output, other) => tf.mul<Tensor2D>(output, share(lane, other)))
          .reduce((sum, part) => tf.add<Tensor2D>(sum, part)),
      )
    }
    return { features: new Map(lanes.map((lane) => [lane, here[lane] as Tensor2D])), activations }
  }
}
