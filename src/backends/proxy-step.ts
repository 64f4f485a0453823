import type { NamedTensorMap, Tensor, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../compile/compiled-steps.js'
import { staticTensor } from '../compile/host-work.js'
import { stepExecutor } from '../compile/step-executor.js'

/** What a model mostly computes: products of matrices, or convolutions. */
export type ModelKind = 'dense' | 'images'

const ROWS = 64
const CLASSES = 10
const RATE = 0.01
const SIDE = 16
const CHANNELS = 32

/** Shapes of the weights; those of a convolution have four axes. */
const weights: Readonly<Record<ModelKind, readonly (readonly number[])[]>> = {
  dense: [
    [784, 256],
    [256, 256],
    [256, CLASSES],
  ],
  images: [
    [3, 3, CHANNELS, CHANNELS],
    [3, 3, CHANNELS, CHANNELS],
    [SIDE * SIDE * CHANNELS, CLASSES],
  ],
}

/**
 * Training steps a second of a small network of a kind on the backend that computes, as one call each where it has such
 * calls: the best of those that are timed.
 * @param patience so long it is timed, in ms
 */
export function stepRate(kind: ModelKind, patience: number): number {
  const variables = weights[kind].map((shape) => {
    const scaled = tf.tidy(() => tf.mul(tf.randomUniform([...shape], -1, 1, 'float32', 1), 0.05))
    const variable = tf.variable(scaled)
    scaled.dispose()
    return variable
  })
  const shape = kind === 'dense' ? [ROWS, 784] : [ROWS, SIDE, SIDE, CHANNELS]
  const x = tf.fill(shape, 0.5)
  const executor = stepExecutor()
  const compiled = executor && new CompiledSteps(executor)
  const compute = () => step(variables, x)
  const run = () => {
    const outputs = compiled ? compiled.run('step', [x], compute) : compute()
    outputs.loss?.dataSync()
    for (const tensor of Object.values(outputs)) tensor.dispose()
  }
  try {
    // recorded twice, then once as one call
    for (let i = 0; i < 3; i++) run()
    let best = Number.POSITIVE_INFINITY
    for (const end = performance.now() + patience; performance.now() < end; ) {
      const start = performance.now()
      run()
      best = Math.min(best, performance.now() - start)
    }
    return Number((1000 / best).toPrecision(2))
  } finally {
    compiled?.dispose()
    for (const tensor of [x, ...variables]) tensor.dispose()
  }
}

/** Forward, backward, and SGD's update. */
function step(variables: readonly Variable[], x: Tensor): NamedTensorMap {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => {
      let features = x
      for (const [i, variable] of variables.entries()) {
        const last = i === variables.length - 1
        const flat = variable.rank === 2 ? tf.reshape(features, [ROWS, -1]) : features
        const sums =
          variable.rank === 2
            ? tf.matMul(flat as Tensor2D, variable as unknown as Tensor2D)
            : tf.conv2d(flat as Tensor4D, variable as unknown as Tensor4D, 1, 'same')
        features = last ? sums : tf.relu(sums)
      }
      return tf.mean(tf.square(features)) as tf.Scalar
    }, [...variables])
    const rate = staticTensor(Float32Array.of(RATE), [])
    for (const variable of variables) {
      variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as Tensor, rate)))
    }
    return { loss: value }
  })
}
