import * as tf from '@tensorflow/tfjs-core'
import type { Gradient } from '../../nn/parameter.js'
import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { MetricValues } from '../../training/metric.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { type FirstLogged, firstLoggedStep, type TrainingPlan } from '../../training/training-plan.js'

/** Keys of `GradientNorm`. */
export interface GradientNormParams {
  /** Which norm; `inf` is the largest absolute value. Default: 2. */
  norm_type?: number | 'inf'
  /** Also one for each parameter. Default: false. */
  per_parameter?: boolean
}

/** Logs gradient norms before clipping, in the steps that are logged, as Lightning's `grad_norm` names them. */
export class GradientNorm implements Callback {
  readonly #type: number | 'inf'
  readonly #perParameter: boolean

  constructor({ norm_type = 2, per_parameter = false }: GradientNormParams = {}) {
    this.#type = norm_type
    this.#perParameter = per_parameter
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    const names = this.#perParameter ? plan.algorithm.parameters().map(({ name }) => this.#nameOf(name)) : []
    return new Map([...names, this.#total].map((name) => [name, firstLoggedStep(plan)]))
  }

  async onBeforeOptimizerStep(
    trainer: TrainerState,
    _algorithm: Algorithm,
    gradients: readonly Gradient[],
  ): Promise<void> {
    if (!trainer.logsThisStep) return
    const stacked = tf.tidy(() => tf.stack(gradients.map(({ value }) => this.#norm(tf.reshape(value, [-1])))))
    const norms = await stacked.data()
    stacked.dispose()
    const values: MetricValues = {}
    if (this.#perParameter) {
      gradients.forEach(({ parameter }, index) => {
        values[this.#nameOf(parameter.name)] = norms[index] as number
      })
    }
    values[this.#total] = this.#normOf(norms)
    trainer.log(values)
  }

  get #total(): string {
    return `grad_${this.#type}_norm_total`
  }

  #nameOf(parameter: string): string {
    return `grad_${this.#type}_norm/${parameter}`
  }

  #norm(x: tf.Tensor): tf.Tensor {
    return tf.norm(x, this.#type === 'inf' ? Number.POSITIVE_INFINITY : this.#type)
  }

  /** The norm of the norms is the norm of all. */
  #normOf(norms: ArrayLike<number>): number {
    const all = Array.from(norms)
    if (this.#type === 'inf') return Math.max(...all)
    const type = this.#type
    return all.reduce((sum, norm) => sum + norm ** type, 0) ** (1 / type)
  }
}
