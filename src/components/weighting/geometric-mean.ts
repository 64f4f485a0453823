import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { LossWeighting } from '../../nn/weighting.js'

/** What a loss counts at least, so that one that is 0 does not make the others' gradients 0/0. */
const least = 1e-12

/** Geometric loss strategy (Chennupati et al., 2019): (Π Lₜ)^(1/T) over the tasks present. */
export class GeometricMean implements LossWeighting {
  readonly looksAt = 'losses'

  form(): string {
    return ''
  }

  total(losses: Tensor1D): Scalar {
    return tf.exp(tf.mean(tf.log(tf.maximum(losses, least)))) as Scalar
  }
}
