import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'
import type { LossWeighting, WeightingSetup } from '../../nn/weighting.js'
import { checkLength } from './preference.js'
import { softmax } from './softmax.js'

/** Keys of `FAMO`. */
export interface FAMOParams {
  /** Learning rate of the task logits. Default: 0.025. */
  lr?: number
  /** Their decay, as an L2 term. Default: 0.001. */
  weight_decay?: number
  /** What each task's loss cannot fall below, one number a task. Default: null, zeros. */
  min_losses?: readonly number[] | null
}

const [beta1, beta2, eps] = [0.9, 0.999, 1e-8]

/**
 * FAMO (Liu et al., 2023): Σ c·zₜ·log(Lₜ − bₜ) with z = softmax(w) and c = 1/Σ zₜ/(Lₜ − bₜ). After each step Adam moves
 * w by how much the logs of the same batch's losses have fallen.
 */
export class FAMO implements LossWeighting {
  readonly looksAt = 'losses'
  readonly #lr: number
  readonly #decay: number
  readonly #least: readonly number[] | null
  #logits: number[] = []
  #first: number[] = []
  #second: number[] = []
  #steps = 0

  constructor({ lr = 0.025, weight_decay = 1e-3, min_losses = null }: FAMOParams = {}) {
    this.#lr = lr
    this.#decay = weight_decay
    this.#least = min_losses
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    checkLength('min_losses', this.#least, taskIds.length)
    this.#logits = taskIds.map(() => 0)
    this.#first = taskIds.map(() => 0)
    this.#second = taskIds.map(() => 0)
  }

  /** By lane. */
  get logits(): readonly number[] {
    return this.#logits
  }

  form(): string {
    return ''
  }

  total(losses: Tensor1D, lanes: readonly number[]): Scalar {
    const z = hostTensor<tf.Rank.R1>([lanes.length], 'float32', (values) => {
      values.set(this.#shares(lanes))
    })
    const gaps = tf.add(this.#least ? tf.sub(losses, this.#leastOf(lanes)) : losses, eps)
    // No gradient flows through the constant.
    const c = tf.customGrad((x) => ({
      value: tf.div(1, tf.sum(tf.div(z, x as Tensor1D))),
      gradFunc: () => tf.zerosLike(x as Tensor1D),
    }))(gaps)
    return tf.mul(c, tf.sum(tf.mul(z, tf.log(gaps))))
  }

  afterStep(before: ArrayLike<number>, after: ArrayLike<number>, lanes: readonly number[]): void {
    const falls = lanes.map((lane, i) => {
      const gap = (losses: ArrayLike<number>) => Math.log((losses[i] as number) - (this.#least?.[lane] ?? 0) + eps)
      return gap(before) - gap(after)
    })
    const z = this.#shares(lanes)
    const mean = falls.reduce((sum, fall, i) => sum + fall * (z[i] as number), 0)
    const slopes = new Array<number>(this.#logits.length).fill(0)
    for (const [i, lane] of lanes.entries()) slopes[lane] = (z[i] as number) * ((falls[i] as number) - mean)
    this.#move(slopes)
  }

  /** Of the tasks present: what is absent has no part in the total, and its logit no slope. */
  #shares(lanes: readonly number[]): number[] {
    return softmax(lanes.map((lane) => this.#logits[lane] as number))
  }

  /** One step of Adam. */
  #move(slopes: readonly number[]): void {
    this.#steps++
    this.#logits = this.#logits.map((logit, lane) => {
      const slope = (slopes[lane] as number) + this.#decay * logit
      const first = beta1 * (this.#first[lane] as number) + (1 - beta1) * slope
      const second = beta2 * (this.#second[lane] as number) + (1 - beta2) * slope ** 2
      this.#first[lane] = first
      this.#second[lane] = second
      const size = Math.sqrt(second / (1 - beta2 ** this.#steps)) + eps
      return logit - (this.#lr * (first / (1 - beta1 ** this.#steps))) / size
    })
  }

  #leastOf(lanes: readonly number[]): Tensor1D {
    return tf.tensor1d(
      lanes.map((lane) => this.#least?.[lane] ?? 0),
      'float32',
    )
  }

  stateDict(): unknown {
    return { logits: this.#logits, first: this.#first, second: this.#second, steps: this.#steps }
  }

  loadStateDict(state: unknown): void {
    const saved = state as { logits: number[]; first: number[]; second: number[]; steps: number }
    this.#logits = [...saved.logits]
    this.#first = [...saved.first]
    this.#second = [...saved.second]
    this.#steps = saved.steps
  }
}
