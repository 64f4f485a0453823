import * as tf from '@tensorflow/tfjs-core'
import type { OpAttribute } from './binding.js'
import type { Kernel } from './kernel.js'
import { typeNumber } from './recording.js'

/** TensorFlow itself refuses an index that is out of bounds; the package's kernel would read all of them first. */
export const gather: Kernel = ({ inputs, attrs, backend }) => {
  const { x, indices } = inputs as { x: tf.TensorInfo; indices: tf.TensorInfo }
  const { binding } = backend
  const type = (name: string, dtype: tf.DataType): OpAttribute => {
    return { name, type: binding.TF_ATTR_TYPE, value: typeNumber(dtype) }
  }
  const attributes = [
    { name: 'batch_dims', type: binding.TF_ATTR_INT, value: attrs.batchDims as number },
    ...[type('Tparams', x.dtype), type('Tindices', indices.dtype), type('Taxis', 'int32')],
  ]
  const axis = tf.scalar(attrs.axis as number, 'int32')
  const picked = backend.executeSingleOutput('GatherV2', attributes, [x, indices, axis])
  axis.dispose()
  return picked
}
