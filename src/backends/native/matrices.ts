import * as tf from '@tensorflow/tfjs-core'
import { attribute, channelsLast, isFloat, type Kernel } from './kernel.js'

/** Two matrices: one operation, without the reshaping that the package's kernel does around it. */
export function matMul(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
    if (a.shape.length !== 2 || b.shape.length !== 2 || !isFloat(a, b)) return original(call)
    const attributes = [
      attribute.flag(backend, 'transpose_a', attrs.transposeA === true),
      attribute.flag(backend, 'transpose_b', attrs.transposeB === true),
      attribute.float(backend),
    ]
    return backend.executeSingleOutput(backend.hasOwnOperations ? 'PolyheadMatMul' : 'MatMul', attributes, [a, b])
  }
}

/** A vector added to each row is a bias: TensorFlow joins that with the product before it. */
export function add(original: Kernel): Kernel {
  return (call) => {
    const { inputs, backend } = call
    const { a, b } = inputs as { a: tf.TensorInfo; b: tf.TensorInfo }
    const isBias = a.shape.length > 1 && b.shape.length === 1 && a.shape.at(-1) === b.shape[0]
    if (!isBias || !isFloat(a, b)) return original(call)
    return backend.executeSingleOutput('BiasAdd', [attribute.float(backend), channelsLast(backend)], [a, b])
  }
}

/** Sums over all axes but the last: a bias's gradient. */
export function sum(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const x = inputs.x as tf.TensorInfo
    const rank = x.shape.length
    const axes = tf.util.parseAxisParam((attrs.axis ?? null) as number[], [...x.shape])
    const columns = rank > 1 && axes.length === rank - 1 && axes.every((axis, i) => axis === i)
    if (!columns || attrs.keepDims || !isFloat(x)) return original(call)
    return backend.executeSingleOutput('BiasAddGrad', [attribute.float(backend), channelsLast(backend)], [x])
  }
}
