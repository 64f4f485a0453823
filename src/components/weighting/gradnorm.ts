import * as tf from '@tensorflow/tfjs-core'
import { dot } from '../../nn/linear-algebra/gramian.js'
import type { Parameter } from '../../nn/parameter.js'
import type { Combination, GradientWeighting, TaskGradients, WeightingSetup } from '../../nn/weighting.js'
import { EpochMeans } from './epoch-means.js'
import { ownVector } from './own-vector.js'
import { softmax } from './softmax.js'

/** Keys of `GradNorm`. */
export interface GradNormParams {
  /** How strongly a task that learns slowly is pulled up. Default: 1.5. */
  alpha?: number
  /**
   * `libmtl` (default): weights T·softmax(s), norms over all shared parameters, from the second epoch on, which is
   * compared to the first one's mean losses. `paper`: free weights of sum T, norms of the last shared layer, losses
   * compared to the first step's.
   */
  variant?: 'libmtl' | 'paper'
}

/**
 * GradNorm (Chen et al., 2018): trains weights w so that the norms wₜ‖gₜ‖ come near their mean times rₜ^alpha, where r
 * is each task's loss, by its first one, in relation to the others'. Heads learn from wₜ·Lₜ.
 */
export class GradNorm implements GradientWeighting {
  readonly looksAt = 'gradients'
  readonly gramianOnly: boolean
  readonly #alpha: number
  readonly #variant: 'libmtl' | 'paper'
  readonly #means = new EpochMeans()
  #own: Parameter | undefined
  #tasks = 0
  /** What losses are compared to, by lane. */
  #initial: (number | null)[] = []
  #begun: boolean

  constructor({ alpha = 1.5, variant = 'libmtl' }: GradNormParams = {}) {
    this.#alpha = alpha
    this.#variant = variant
    this.gramianOnly = variant === 'libmtl'
    this.#begun = variant === 'paper'
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    this.#tasks = taskIds.length
    this.#initial = taskIds.map(() => null)
    this.#own = ownVector(this.#variant === 'paper' ? 'weights' : 'loss_scale', taskIds.length, 1)
  }

  parameters(): Parameter[] {
    return this.#own ? [this.#own] : []
  }

  combine(gradients: TaskGradients): Combination {
    const { lanes, losses } = gradients
    const [own] = gradients.own as [Float32Array]
    const shares = this.#variant === 'paper' ? [] : softmax(own)
    const all = this.#variant === 'paper' ? Array.from(own) : shares.map((share) => this.#tasks * share)
    const weights = lanes.map((lane) => all[lane] as number)
    if (this.#variant === 'paper') for (const [i, lane] of lanes.entries()) this.#initial[lane] ??= losses[i] as number
    const slopes = new Array<number>(this.#tasks).fill(0)
    const found = this.#begun ? this.#slopes(gradients, weights) : []
    for (const [i, slope] of found.entries()) slopes[lanes[i] as number] = slope
    const scaled = this.#variant === 'paper' ? slopes : throughSoftmax(slopes, shares)
    return { weights, headFactors: weights, ownGradients: [Float32Array.from(scaled)] }
  }

  /** Of Σ |wₜ‖gₜ‖ − target| by each present task's weight; the target is constant. */
  #slopes({ lanes, losses, rows, gramian, lastLayer }: TaskGradients, weights: readonly number[]): number[] {
    const norms = gramian.map((products, i) => {
      const last = rows[i]?.subarray(lastLayer) ?? []
      return Math.sqrt(this.#variant === 'paper' ? dot(last, last) : (products[i] as number))
    })
    const sizes = norms.map((norm, i) => norm * (weights[i] as number))
    const rates = lanes.map((lane, i) => {
      const initial = this.#initial[lane] ?? null
      return initial === null || initial === 0 ? 1 : (losses[i] as number) / initial
    })
    const [size, rate] = [meanOf(sizes), meanOf(rates)]
    return norms.map((norm, i) => {
      const target = size * (rate === 0 ? 1 : (rates[i] as number) / rate) ** this.#alpha
      return Math.sign((sizes[i] as number) - target) * norm
    })
  }

  afterUpdate(): void {
    const variable = this.#own?.variable
    if (!variable || this.#variant !== 'paper') return
    const scaled = tf.tidy(() => tf.mul(variable, tf.div(this.#tasks, tf.sum(variable))))
    variable.assign(scaled)
    scaled.dispose()
  }

  onTrainLosses(losses: ReadonlyMap<number, number>): void {
    if (!this.#begun) this.#means.add(losses)
  }

  onTrainEpochEnd(): void {
    if (!this.#begun) this.beginFrom(this.#means.take(this.#tasks))
  }

  /** From here on the weights are trained. @param initial what losses are compared to, by lane */
  protected beginFrom(initial: readonly (number | null)[]): void {
    this.#initial = [...initial]
    this.#begun = true
  }

  stateDict(): unknown {
    return { initial: this.#initial, begun: this.#begun, means: this.#means.state() }
  }

  loadStateDict(state: unknown): void {
    const saved = state as { initial: (number | null)[]; begun: boolean; means: [number[], number[]] }
    this.#initial = [...saved.initial]
    this.#begun = saved.begun
    this.#means.load(saved.means)
  }
}

/** Slopes by the logits of T·softmax. */
function throughSoftmax(slopes: readonly number[], shares: readonly number[]): number[] {
  const mean = slopes.reduce((sum, slope, i) => sum + slope * (shares[i] as number), 0)
  return slopes.map((slope, i) => shares.length * (shares[i] as number) * (slope - mean))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
