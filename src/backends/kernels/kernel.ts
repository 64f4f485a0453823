import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

export interface KernelCall {
  inputs: Readonly<Record<string, TensorInfo>>
  attrs: NamedAttrMap
  backend: BackendWasm
}

/** A kernel of the WASM backend: reads and writes its heap. */
export type Kernel = (call: KernelCall) => TensorInfo

/** Adds a kernel that the WASM backend lacks. */
export function addKernel(kernelName: string, kernel: Kernel): void {
  tf.registerKernel({ kernelName, backendName: 'wasm', kernelFunc: kernel as unknown as tf.KernelFunc })
}

/** Puts a kernel of ours in the place of the WASM backend's, which it may still call. */
export function overrideKernel(kernelName: string, make: (original: Kernel) => Kernel): void {
  const config = tf.getKernel(kernelName, 'wasm')
  tf.unregisterKernel(kernelName, 'wasm')
  const kernel = make(config.kernelFunc as unknown as Kernel)
  tf.registerKernel({ ...config, kernelFunc: kernel as unknown as tf.KernelFunc })
}

/** Runs another kernel from within one. Its output is the caller's to dispose. */
export function callKernel(
  kernelName: string,
  backend: BackendWasm,
  inputs: Record<string, TensorInfo>,
  attrs: Readonly<Record<string, unknown>>,
): TensorInfo {
  const kernel = tf.getKernel(kernelName, 'wasm').kernelFunc as unknown as Kernel
  return kernel({ inputs, attrs: attrs as NamedAttrMap, backend })
}
