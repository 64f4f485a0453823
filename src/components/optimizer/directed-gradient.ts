import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { ParameterUpdate } from '../../nn/parameter-update.js'

/**
 * The gradient that torch's formulas start from: negated to `maximize`, plus the L2 penalty's `weight_decay ·
 * parameter`.
 */
export function directedGradient(
  { gradient, variable }: ParameterUpdate,
  { maximize, weight_decay }: { maximize: boolean; weight_decay: number },
): Tensor {
  if (weight_decay === 0) return maximize ? tf.neg(gradient) : gradient
  const penalty = tf.mul(variable, weight_decay)
  return maximize ? tf.sub(penalty, gradient) : tf.add(gradient, penalty)
}
