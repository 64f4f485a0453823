import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'
import type { LossWeighting, WeightingSetup } from '../../nn/weighting.js'
import { EpochMeans } from './epoch-means.js'
import { checkLength, preferred } from './preference.js'

/** Keys of `STCH`. */
export interface STCHParams {
  /** How smooth the maximum is: towards 0 the largest loss alone counts. Default: 1. */
  mu?: number
  /** `paper` (default): losses less a reference point; `log_nadir`: logs of losses by their nadir, as LibMTL has it. */
  variant?: 'paper' | 'log_nadir'
  /** How much each task counts, one a task (`paper`). Default: null, 1 by the tasks present. */
  preference?: readonly number[] | null
  /** The reference point, one number a task (`paper`). Default: null, zeros. */
  reference?: readonly number[] | null
  /** The epoch, counted from 0, whose mean losses are the nadir (`log_nadir`). Default: 4. */
  warmup_epoch?: number
}

/** Added to ratios of losses before their logarithm. */
const least = 1e-20

/**
 * Smooth Tchebycheff scalarization (Lin et al., 2024): mu·logsumexp(pₜ·(Lₜ − zₜ)/mu). LibMTL's form is
 * T·mu·logsumexp(log(Lₜ/nadirₜ)/mu), after epochs of Σ log Lₜ.
 */
export class STCH implements LossWeighting {
  readonly looksAt = 'losses'
  readonly #params: Required<STCHParams>
  readonly #means = new EpochMeans()
  #tasks = 0
  #epoch = 0
  #nadir: readonly number[] | null = null

  constructor({ mu = 1, variant = 'paper', preference = null, reference = null, warmup_epoch = 4 }: STCHParams = {}) {
    this.#params = { mu, variant, preference, reference, warmup_epoch }
  }

  setupTasks({ taskIds }: WeightingSetup): void {
    this.#tasks = taskIds.length
    checkLength('preference', this.#params.preference, taskIds.length)
    checkLength('reference', this.#params.reference, taskIds.length)
  }

  form(): string {
    return this.#params.variant === 'paper' ? '' : `${this.#nadir === null ? 'before' : 'by'} the nadir`
  }

  total(losses: Tensor1D, lanes: readonly number[]): Scalar {
    const { mu, variant, preference, reference } = this.#params
    if (variant === 'paper') {
      const weights = tf.tensor1d([...preferred(preference, lanes, (present) => 1 / present)], 'float32')
      const from = reference
        ? tf.sub(losses, tf.tensor1d([...preferred(reference, lanes, () => 0)], 'float32'))
        : losses
      return tf.mul(mu, tf.logSumExp(tf.div(tf.mul(weights, from), mu)))
    }
    if (!this.#nadir) return tf.sum(tf.log(tf.add(losses, least)))
    const nadir = hostTensor<tf.Rank.R1>([lanes.length], 'float32', (values) => {
      values.set(preferred(this.#nadir, lanes, () => 1))
    })
    const logs = tf.log(tf.add(tf.div(losses, nadir), least))
    return tf.mul(mu * lanes.length, tf.logSumExp(tf.div(logs, mu)))
  }

  onTrainLosses(losses: ReadonlyMap<number, number>): void {
    if (this.#params.variant === 'log_nadir' && this.#epoch === this.#params.warmup_epoch) this.#means.add(losses)
  }

  onTrainEpochEnd(): void {
    const { variant, warmup_epoch } = this.#params
    if (variant === 'log_nadir' && this.#epoch === warmup_epoch) {
      this.setNadir(this.#means.take(this.#tasks).map((mean) => mean ?? 1))
    }
    this.#epoch++
  }

  /** By lane. From here on losses are measured by it. */
  protected setNadir(nadir: readonly number[]): void {
    this.#nadir = nadir
  }

  stateDict(): unknown {
    return { epoch: this.#epoch, nadir: this.#nadir, means: this.#means.state() }
  }

  loadStateDict(state: unknown): void {
    const saved = state as { epoch: number; nadir: number[] | null; means: [number[], number[]] }
    this.#epoch = saved.epoch
    this.#nadir = saved.nadir
    this.#means.load(saved.means)
  }
}
