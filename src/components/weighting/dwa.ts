import type { FixedWeighting, WeightingSetup } from '../../nn/weighting.js'
import { EpochMeans } from './epoch-means.js'
import { softmax } from './softmax.js'

/** Keys of `DWA`. */
export interface DWAParams {
  /** The higher, the more alike the weights. Default: 2. */
  temperature?: number
}

/**
 * Dynamic weight average (Liu et al., 2019): T·softmax(rₜ/temperature) · Lₜ, where r is how the mean loss of the last
 * epoch compares to that of the one before; 1 in the first two epochs.
 */
export class DWA implements FixedWeighting {
  readonly looksAt = 'tasks'
  readonly #temperature: number
  readonly #means = new EpochMeans()
  #tasks = 0
  /** Mean losses of the last two epochs, the older first. */
  #epochs: (number | null)[][] = []

  constructor({ temperature = 2 }: DWAParams = {}) {
    this.#temperature = temperature
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    this.#tasks = taskIds.length
  }

  factors(lanes: readonly number[]): number[] {
    const [older, newer] = this.#epochs
    if (!older || !newer) return lanes.map(() => 1)
    const ratios = newer.map((loss, lane) => {
      const before = older[lane] ?? null
      return loss === null || before === null || before === 0 ? 1 : loss / before
    })
    const all = softmax(ratios.map((ratio) => ratio / this.#temperature))
    return lanes.map((lane) => this.#tasks * (all[lane] as number))
  }

  onTrainLosses(losses: ReadonlyMap<number, number>): void {
    this.#means.add(losses)
  }

  onTrainEpochEnd(): void {
    this.#epochs = [...this.#epochs, this.#means.take(this.#tasks)].slice(-2)
  }

  stateDict(): unknown {
    return { means: this.#means.state(), epochs: this.#epochs }
  }

  loadStateDict(state: unknown): void {
    const { means, epochs } = state as { means: [number[], number[]]; epochs: (number | null)[][] }
    this.#means.load(means)
    this.#epochs = epochs
  }
}
