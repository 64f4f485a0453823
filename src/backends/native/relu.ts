import * as tf from '@tensorflow/tfjs-core'
import { backendName } from './binding.js'
import { addKernel, attribute } from './kernel.js'

const slope = 'ReluGrad'

/**
 * TensorFlow's own gradient of a ReLU, which looks at what the ReLU gave: one operation for six, and a ReLU whose input
 * nothing else needs becomes part of what gave it. The other backends keep TensorFlow.js's gradient.
 */
export function registerRelu(): void {
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
