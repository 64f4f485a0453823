import '@tensorflow/tfjs-layers'
import * as tf from '@tensorflow/tfjs-core'

/** TensorFlow.js with the gradients of its ops: in Node, tfjs-core alone has none; loading tfjs-layers registers them. */
export const tensorflow: typeof tf = tf
