import type { TensorInfo } from '@tensorflow/tfjs-core'
import { callKernel, type Kernel, type KernelCall } from './kernel.js'

/**
 * Multiplies transposed matrices by transposing them first: the WASM backend's product of transposed matrices is twenty
 * times slower than its product of plain ones, and every gradient of a product needs two.
 */
export function untransposedMatMul(original: Kernel): Kernel {
  return (call) => {
    const { inputs, attrs, backend } = call
    const { a, b } = inputs as { a: TensorInfo; b: TensorInfo }
    if (!attrs.transposeA && !attrs.transposeB) return original(call)
    const left = attrs.transposeA ? transpose(a, backend) : a
    const right = attrs.transposeB ? transpose(b, backend) : b
    const plain: KernelCall = {
      inputs: { ...inputs, a: left, b: right },
      attrs: { ...attrs, transposeA: false, transposeB: false },
      backend,
    }
    const result = original(plain)
    if (left !== a) backend.disposeData(left.dataId)
    if (right !== b) backend.disposeData(right.dataId)
    return result
  }
}

/** Exchanges the last two axes. */
function transpose(x: TensorInfo, backend: KernelCall['backend']): TensorInfo {
  const last = x.shape.length - 1
  const perm = x.shape.map((_, axis) => (axis < last - 1 ? axis : last + (last - 1) - axis))
  return callKernel('Transpose', backend, { x }, { perm })
}
