import * as tf from '@tensorflow/tfjs-core'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale, shift } from '../../nn/parameter-update.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { decoupledDecay } from './decoupled-decay.js'
import { directedGradient } from './directed-gradient.js'
import { moments } from './moments.js'

/** Keys of `RAdam`, with their defaults. */
export interface RAdamOptions {
  /** 0.001 */
  lr: number
  /** Decay of the averages of the gradient and of its square: [0.9, 0.999]. */
  betas: readonly [number, number]
  /** Added to the denominator: 1e-8. */
  eps: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** Shrinks the weights themselves instead of adding an L2 penalty: false. */
  decoupled_weight_decay: boolean
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: RAdamOptions = {
  lr: 0.001,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weight_decay: 0,
  decoupled_weight_decay: false,
  maximize: false,
}

/** RAdam, Adam whose first steps are rectified: the update and its defaults are those of torch.optim.RAdam. */
export class RAdam extends BuiltinOptimizer<RAdamOptions> {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<RAdamOptions> = {}) {
    super('RAdam', params, defaults)
  }

  protected override slotsOf(): number {
    return 2
  }

  protected override update(update: ParameterUpdate, options: Readonly<RAdamOptions>): void {
    const { eps, weight_decay, decoupled_weight_decay } = options
    // schedulers change both while it trains
    const beta = (i: 0 | 1) => options.betas[i]
    const { variable } = update
    update.countStep()
    const decoupled = decoupled_weight_decay && weight_decay !== 0
    const gradient = directedGradient(update, {
      maximize: options.maximize,
      weight_decay: decoupled ? 0 : weight_decay,
    })
    const { average, square } = moments(update, gradient, options)
    // Until the variance can be judged, the step is that of plain momentum: its denominator is 1.
    const rectification = (lane: number) => rectify(beta(1), update.steps(lane))
    const rate = update.coefficient((lane) => {
      const plain = options.lr / (1 - beta(0) ** update.steps(lane))
      return plain * (rectification(lane) ?? 1)
    }, 0)
    const share = update.coefficient((lane) => (rectification(lane) === undefined ? 0 : 1), 0)
    const floor = update.coefficient((lane) => (rectification(lane) === undefined ? 1 : eps), 1)
    const decayed = decoupled ? decoupledDecay(update, options) : variable
    const step = scale(average, rate)
    const denominator = share === 0 ? undefined : shift(scale(tf.sqrt(square), share), floor)
    variable.assign(tf.sub(decayed, denominator ? tf.div(step, denominator) : step))
  }
}

/**
 * The rectification r_t times the second bias correction √(1 − β2ᵗ), or undefined while the length of the approximated
 * moving average is 5 or less (Liu et al. 2020, algorithm 2).
 */
function rectify(beta2: number, step: number): number | undefined {
  const correction = 1 - beta2 ** step
  const longest = 2 / (1 - beta2) - 1
  const length = longest - (2 * step * beta2 ** step) / correction
  if (length <= 5) return undefined
  const ratio = ((length - 4) * (length - 2) * longest) / ((longest - 4) * (longest - 2) * length)
  return Math.sqrt(ratio) * Math.sqrt(correction)
}
