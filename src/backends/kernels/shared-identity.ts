import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Kernel, KernelCall } from './kernel.js'

/** A clone shares its values, which no kernel ever changes; the WASM backend would copy them. */
export function sharedIdentity({ inputs, backend }: KernelCall): TensorInfo {
  const { dataId, shape, dtype } = inputs.x as TensorInfo
  backend.incRef(dataId)
  return { dataId, shape, dtype }
}

/** A cast to the same type is a clone: every ReLU's gradient has one. */
export function sharedCast(original: Kernel): Kernel {
  return (call) => (call.inputs.x?.dtype === call.attrs.dtype ? sharedIdentity(call) : original(call))
}
