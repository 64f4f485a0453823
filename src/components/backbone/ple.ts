import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Linear } from '../../nn/layers/linear.js'
import { mixExperts } from './mix-experts.js'
import { TaskBackbone, type TaskBackboneParams, type TaskFeatures } from './task-backbone.js'

/** Keys of `CGC`. */
export interface CGCParams extends TaskBackboneParams {
  /** Experts that all tasks share. Default: 2. */
  num_shared_experts?: number
  /** Experts of each task. Default: 1. */
  num_task_experts?: number
}

/** Keys of `PLE`. */
export interface PLEParams extends CGCParams {
  /** How often experts stand behind one another. Default: 2. */
  num_levels?: number
}

interface Level {
  shared: Linear[][]
  /** By task. */
  own: Linear[][][]
  gates: Linear[]
  /** Of what goes to the next level's shared experts; the last level has none. */
  sharedGate: Linear | null
}

/**
 * Progressive layered extraction: in each level shared experts and experts of each task; a task's gate weighs the
 * shared ones and its own, and the shared gate all of them. The inputs of a level are what the level before gave the
 * tasks and the shared part.
 */
export class PLE extends TaskBackbone {
  readonly #shared: number
  readonly #own: number
  readonly #depth: number
  #levels: Level[] = []

  constructor({ num_shared_experts = 2, num_task_experts = 1, num_levels = 2, ...params }: PLEParams) {
    super(params)
    this.#shared = num_shared_experts
    this.#own = num_task_experts
    this.#depth = num_levels
  }

  protected override build(): void {
    this.#levels = Array.from({ length: this.#depth }, (_, depth) => this.#buildLevel(depth))
  }

  #buildLevel(depth: number): Level {
    const name = `backbone.levels.${depth}`
    const last = depth === this.#depth - 1
    const input = depth === 0 ? (this.widths[0] as number) : this.outputDim
    const widths = [input, ...this.widths.slice(1)]
    // What feeds a shared gate is learned from the rows of all tasks: experts of this level's, gates of the next one's.
    const ownExpert = (taskId: number) => (last ? taskId : undefined)
    const ownGate = (taskId: number) => (depth >= this.#depth - 2 ? taskId : undefined)
    const shared = Array.from({ length: this.#shared }, (_, e) => this.layers(`${name}.shared.${e}`, widths))
    const own = this.taskIds.map((taskId) =>
      Array.from({ length: this.#own }, (_, e) =>
        this.layers(`${name}.experts.${taskId}.${e}`, widths, ownExpert(taskId)),
      ),
    )
    const choices = this.#shared + this.#own
    const gates = this.taskIds.map((taskId) => this.layer(`${name}.gates.${taskId}`, [input, choices], ownGate(taskId)))
    const all = this.#shared + this.#own * this.taskIds.length
    return { shared, own, gates, sharedGate: last ? null : this.layer(`${name}.shared_gate`, [input, all]) }
  }

  protected override taskFeatures(x: Tensor2D, lanes: readonly number[]): TaskFeatures {
    const activations = new Map<string, Tensor>()
    let common = x
    let inputs = this.taskIds.map(() => x)
    let features = new Map<number, Tensor2D>()
    for (const [depth, { shared, own, gates, sharedGate }] of this.#levels.entries()) {
      const wanted = sharedGate ? [...this.taskIds.keys()] : lanes
      const general = shared.map((layers) => this.through(layers, common))
      for (const [e, expert] of general.entries()) activations.set(`levels/${depth}/shared/${e}`, expert)
      const special = new Map(
        wanted.map((lane) => {
          const input = inputs[lane] as Tensor2D
          return [lane, (own[lane] as Linear[][]).map((layers) => this.through(layers, input))] as const
        }),
      )
      features = new Map(
        wanted.map((lane) => {
          const scores = (gates[lane] as Linear).forward(inputs[lane] as Tensor2D)
          return [lane, mixExperts([...general, ...(special.get(lane) as Tensor2D[])], scores)] as const
        }),
      )
      if (!sharedGate) continue
      common = mixExperts([...general, ...[...special.values()].flat()], sharedGate.forward(common))
      inputs = wanted.map((lane) => features.get(lane) as Tensor2D)
    }
    return { features, activations }
  }
}

/** Customised gate control: one level of `PLE`. */
export class CGC extends PLE {
  constructor(params: CGCParams) {
    super({ ...params, num_levels: 1 })
  }
}
