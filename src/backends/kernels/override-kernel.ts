import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

export interface KernelCall {
  inputs: Readonly<Record<string, TensorInfo>>
  attrs: NamedAttrMap
  backend: BackendWasm
}

export type Kernel = (call: KernelCall) => TensorInfo | TensorInfo[]

/** Puts a kernel of ours in the place of the WASM backend's, which it may still call. */
export function overrideKernel(kernelName: string, make: (original: Kernel) => Kernel): void {
  const config = tf.getKernel(kernelName, 'wasm')
  const original = config.kernelFunc as unknown as Kernel
  tf.unregisterKernel(kernelName, 'wasm')
  tf.registerKernel({ ...config, kernelFunc: make(original) as unknown as tf.KernelFunc })
}

/** Runs another WASM kernel from within one. Its output is the caller's to dispose. */
export function callKernel(
  kernelName: string,
  backend: BackendWasm,
  inputs: Record<string, TensorInfo>,
  attrs: NamedAttrMap,
): TensorInfo {
  const kernel = tf.getKernel(kernelName, 'wasm').kernelFunc as unknown as Kernel
  return kernel({ inputs, attrs, backend }) as TensorInfo
}
