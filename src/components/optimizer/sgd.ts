import * as tf from '@tensorflow/tfjs-core'
import { hostConstant } from '../../compile/host-work.js'
import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { type ParameterUpdate, scale } from '../../nn/parameter-update.js'
import { ConfigError } from '../../util/diagnostic.js'
import { BuiltinOptimizer } from './builtin-optimizer.js'
import { directedGradient } from './directed-gradient.js'
import { nesterovFault } from './nesterov.js'

/** Keys of `SGD`, with their defaults. */
export interface SGDOptions {
  /** 0.001 */
  lr: number
  /** 0 */
  momentum: number
  /** Of the gradient's share in the momentum buffer: 0. */
  dampening: number
  /** L2 penalty: 0. */
  weight_decay: number
  /** false; needs momentum and no dampening. */
  nesterov: boolean
  /** Climbs instead of descending: false. */
  maximize: boolean
}

const defaults: SGDOptions = {
  lr: 0.001,
  momentum: 0,
  dampening: 0,
  weight_decay: 0,
  nesterov: false,
  maximize: false,
}

/** Stochastic gradient descent with momentum: the update and its defaults are those of torch.optim.SGD. */
export class SGD extends BuiltinOptimizer<SGDOptions> {
  /** @throws ConfigError where a value is out of range, or `nesterov` lacks momentum. */
  constructor(params: OptimizerParams<SGDOptions> = {}) {
    super('SGD', params, defaults)
    for (const options of this.allOptions()) {
      const fault = nesterovFault(options, 'optimizer')
      if (fault) throw new ConfigError(fault)
    }
  }

  protected override slotsOf({ momentum }: Readonly<SGDOptions>): number {
    return momentum === 0 ? 0 : 1
  }

  protected override update(update: ParameterUpdate, options: Readonly<SGDOptions>): void {
    const { dampening, nesterov } = options
    const hasMomentum = hostConstant(() => options.momentum !== 0)
    const { variable } = update
    let direction = directedGradient(update, options)
    if (hasMomentum) {
      const started = (lane: number) => update.steps(lane) > 0
      const buffer = update.blend(
        update.slot('momentum_buffer'),
        direction,
        (lane) => (started(lane) ? options.momentum : 0),
        (lane) => (started(lane) ? 1 - dampening : 1),
      )
      update.countStep()
      direction = nesterov
        ? tf.add(
            direction,
            scale(
              buffer,
              update.coefficient(() => options.momentum, 1),
            ),
          )
        : buffer
    }
    const rate = update.coefficient(() => options.lr, 0)
    variable.assign(tf.sub(variable, scale(direction, rate)))
  }
}
