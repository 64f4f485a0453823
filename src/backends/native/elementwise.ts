import * as tf from '@tensorflow/tfjs-core'
import type { Kernel } from './kernel.js'

/** TensorFlow chooses between tensors of one type only. */
export function select(original: Kernel): Kernel {
  return (call) => {
    const { condition, t, e } = call.inputs as { condition: tf.Tensor; t: tf.Tensor; e: tf.Tensor }
    if (t.dtype === e.dtype) return original(call)
    const type = tf.upcastType(t.dtype, e.dtype)
    return tf.tidy(
      () => original({ ...call, inputs: { condition, t: tf.cast(t, type), e: tf.cast(e, type) } }) as tf.Tensor,
    )
  }
}

/** Whole quotients are integers, as TensorFlow.js has it. */
export function floorDiv(original: Kernel): Kernel {
  return (call) => tf.tidy(() => tf.cast(original(call) as tf.Tensor, 'int32'))
}

/** An integer is round already: TensorFlow would give 0. */
export function round(original: Kernel): Kernel {
  return (call) => (call.inputs.x?.dtype === 'int32' ? tf.clone(call.inputs.x as tf.Tensor) : original(call))
}

/** A shape or type that a tensor has already is given it without an operation. */
export function shared(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const x = inputs.x as tf.TensorInfo
    const { shape = x.shape, dtype = x.dtype } = attrs as { shape?: number[]; dtype?: tf.DataType }
    if (dtype !== x.dtype || !tf.util.arraysEqual(shape, x.shape)) return original(call)
    backend.incRef(x.dataId)
    return { dataId: x.dataId, shape: x.shape, dtype }
  }
}
