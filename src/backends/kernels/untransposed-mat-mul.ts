import type { TensorInfo } from '@tensorflow/tfjs-core'
import { callKernel, type Kernel, type KernelCall } from './kernel.js'

/**
 * Multiplies transposed matrices by transposing them first: the WASM backend's product of transposed matrices is twenty times
 * slower than its product of plain ones, and every gradient of a product needs two.
 */
export function untransposedMatMul(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    if (!attrs.transposeA && !attrs.transposeB) return original(call)
    const a = attrs.transposeA ? transpose(inputs.a as TensorInfo, backend) : inputs.a
    const b = attrs.transposeB ? transpose(inputs.b as TensorInfo, backend) : inputs.b
    const result = original({
      inputs: { ...inputs, a, b } as KernelCall['inputs'],
      attrs: { ...attrs, transposeA: false, transposeB: false },
      backend,
    })
    if (attrs.transposeA) backend.disposeData((a as TensorInfo).dataId)
    if (attrs.transposeB) backend.disposeData((b as TensorInfo).dataId)
    return result
  }
}

function transpose(x: TensorInfo, backend: KernelCall['backend']): TensorInfo {
  const last = x.shape.length - 1
  const perm = x.shape.map((_, axis) => (axis < last - 1 ? axis : last + (last - 1) - axis))
  return callKernel('Transpose', backend, { x }, { perm })
}
