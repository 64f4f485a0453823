import type { TensorInfo } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { batchNormGradKernel, batchNormKernel } from '../../compile/batch-norm-kernels.js'
import type { NativeBackend, OpAttribute } from './binding.js'
import { addKernel, attribute, channelsLast, type KernelCall } from './kernel.js'

/** TensorFlow's own batch normalization, whose variance comes out unbiased as PyTorch's running variance takes it. */
function batchNorm({ inputs: { x, scale, shift }, attrs, backend }: KernelCall): TensorInfo[] {
  const none = tf.tensor1d([])
  const factor = { name: 'exponential_avg_factor', type: backend.binding.TF_ATTR_FLOAT, value: 1 }
  const given = [x, scale, shift, none, none] as TensorInfo[]
  const results = backend.executeMultipleOutputs('FusedBatchNormV3', [...attributes(backend, attrs), factor], given, 6)
  none.dispose()
  return results
}

function batchNormGrad({ inputs, attrs, backend }: KernelCall): TensorInfo[] {
  const { dy, x, scale, kept0, kept1, kept2 } = inputs
  const given = [dy, x, scale, kept0, kept1, kept2] as TensorInfo[]
  const results = backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes(backend, attrs), given, 5)
  for (const unused of results.splice(3)) unused.dispose()
  return results
}

function attributes(backend: NativeBackend, { epsilon }: tf.NamedAttrMap): OpAttribute[] {
  const { TF_ATTR_FLOAT, TF_ATTR_TYPE, TF_FLOAT } = backend.binding
  return [
    attribute.float(backend),
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon as number },
    channelsLast(backend),
    attribute.flag(backend, 'is_training', true),
  ]
}

export function registerBatchNorm(): void {
  addKernel(batchNormKernel, batchNorm)
  addKernel(batchNormGradKernel, batchNormGrad)
}
