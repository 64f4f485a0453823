import * as tf from '@tensorflow/tfjs-core'
import { backendName } from './binding.js'
import { addKernel, attribute, isFloat, type Kernel, overrideKernel } from './kernel.js'

const slope = 'ReluGrad'

/**
 * A ReLU, of at most `limit`, by maximum and minimum: oneDNN makes one operation of TensorFlow's own and what gives its
 * input, which gives 0 for what is no number, so that a loss would be finite that is not.
 */
function clamped(limit?: number): (original: Kernel) => Kernel {
  return (original) => (call) => {
    const x = call.inputs.x as tf.Tensor
    if (!isFloat(x)) return original(call)
    return tf.tidy(() => (limit === undefined ? tf.maximum(x, 0) : tf.minimum(tf.maximum(x, 0), limit)))
  }
}

/**
 * ReLUs that keep what is no number, and TensorFlow's own gradient of a ReLU, which looks at what the ReLU gave: one
 * operation for six. The other backends keep TensorFlow.js's gradient.
 */
export function registerRelu(): void {
  overrideKernel('Relu', clamped())
  overrideKernel('Relu6', clamped(6))
  addKernel(slope, ({ inputs: { dy, y }, backend }) =>
    backend.executeSingleOutput(slope, [attribute.float(backend)], [dy as tf.TensorInfo, y as tf.TensorInfo]),
  )
  const own = tf.getGradient('Relu')
  tf.unregisterGradient('Relu')
  tf.registerGradient({
    ...own,
    outputsToSave: [true],
    gradFunc: (dy, saved, attrs) => {
      if (tf.getBackend() !== backendName) return own.gradFunc(dy, saved, attrs)
      const y = saved.at(-1) as tf.Tensor
      return { x: () => tf.engine().runKernel(slope, { dy: dy as tf.Tensor, y }) as tf.Tensor }
    },
  })
}
