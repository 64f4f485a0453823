import { dot, type Gramian } from '../../nn/linear-algebra/gramian.js'
import type { WeightingSetup } from '../../nn/weighting.js'
import type { Generator } from '../../util/generator.js'
import { GramianWeighting } from './gramian-weighting.js'

/** Keys of `GradVac`. */
export interface GradVacParams {
  /** How fast the target cosines follow. Default: 0.5. */
  beta?: number
  /** Added to denominators. Default: 1e-8. */
  eps?: number
}

/**
 * GradVac (Wang et al., 2021): like PCGrad, but a gradient is turned towards another one until their cosine is the
 * target, a moving average of what it was. The target moves at every pair, and gradients are taken whole.
 */
export class GradVac extends GramianWeighting {
  readonly #beta: number
  readonly #eps: number
  #generator: Generator | undefined
  /** Target cosine of each pair of lanes. */
  #targets: Float64Array[] = []

  constructor({ beta = 0.5, eps = 1e-8 }: GradVacParams = {}) {
    super()
    this.#beta = beta
    this.#eps = eps
  }

  setupTasks({ taskIds, generator }: WeightingSetup): void {
    this.#generator = generator
    this.#targets = taskIds.map(() => new Float64Array(taskIds.length))
  }

  /** Target cosine of each pair of lanes. */
  get targets(): readonly Float64Array[] {
    return this.#targets
  }

  weigh(gramian: Gramian, lanes: readonly number[]): Float64Array {
    const weights = new Float64Array(gramian.length)
    for (const task of gramian.keys()) {
      const others = [...gramian.keys()].filter((other) => other !== task)
      const order = Array.from(this.#generator?.randperm(others.length) ?? others.keys(), (k) => others[k] as number)
      this.#turned(gramian, lanes, task, order).forEach((weight, i) => {
        weights[i] = (weights[i] as number) + weight
      })
    }
    return weights
  }

  #turned(gramian: Gramian, lanes: readonly number[], task: number, order: readonly number[]): Float64Array {
    const weights = new Float64Array(gramian.length)
    weights[task] = 1
    // Of what is turned, with all rows: so that a pair takes as long as there are tasks, not their square.
    const products = Float64Array.from(gramian[task] as Float64Array)
    const targets = this.#targets[lanes[task] as number] as Float64Array
    for (const other of order) {
      const row = gramian[other] as Float64Array
      const [own, length] = [Math.sqrt(Math.max(0, dot(products, weights))), Math.sqrt(row[other] as number)]
      const cosine = (products[other] as number) / (own * length + this.#eps)
      const lane = lanes[other] as number
      const target = targets[lane] as number
      if (cosine < target) {
        const [sine, targetSine] = [Math.sqrt(Math.max(0, 1 - cosine ** 2)), Math.sqrt(1 - target ** 2)]
        const share = (own * (target * sine - cosine * targetSine)) / (length * targetSine + this.#eps)
        weights[other] = (weights[other] as number) + share
        for (const [i, product] of row.entries()) products[i] = (products[i] as number) + share * product
      }
      targets[lane] = (1 - this.#beta) * target + this.#beta * cosine
    }
    return weights
  }

  stateDict(): unknown {
    return { targets: this.#targets.map((row) => [...row]) }
  }

  loadStateDict(state: unknown): void {
    const { targets } = state as { targets: number[][] }
    this.#targets = targets.map((row) => Float64Array.from(row))
  }
}
