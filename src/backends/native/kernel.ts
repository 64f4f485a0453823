import * as tf from '@tensorflow/tfjs-core'
import { backendName, type NativeBackend, type OpAttribute } from './binding.js'

/** A call of a kernel, as TensorFlow.js makes it. */
export interface KernelCall {
  inputs: Readonly<Record<string, tf.TensorInfo>>
  attrs: tf.NamedAttrMap
  backend: NativeBackend
}

export type Kernel = (call: KernelCall) => tf.TensorInfo

/** Puts a kernel of ours in the place of the package's, which it may still call. */
export function overrideKernel(kernelName: string, make: (original: Kernel) => Kernel): void {
  const config = tf.getKernel(kernelName, backendName)
  tf.unregisterKernel(kernelName, backendName)
  const kernel = make(config.kernelFunc as unknown as Kernel)
  tf.registerKernel({ ...config, kernelFunc: kernel as unknown as tf.KernelFunc })
}

/** Adds a kernel that the package lacks. */
export function addKernel(kernelName: string, kernel: (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[]): void {
  tf.registerKernel({ kernelName, backendName, kernelFunc: kernel as unknown as tf.KernelFunc })
}

export function isFloat(...tensors: readonly (tf.TensorInfo | undefined)[]): boolean {
  return tensors.every((tensor) => tensor?.dtype === 'float32')
}

/** Makes attributes of operations: the binding numbers their types. */
export const attribute = {
  /** The type of the operation's tensors: single precision. */
  float: ({ binding }: NativeBackend): OpAttribute => ({
    name: 'T',
    type: binding.TF_ATTR_TYPE,
    value: binding.TF_FLOAT,
  }),
  text: ({ binding }: NativeBackend, name: string, value: string): OpAttribute => {
    return { name, type: binding.TF_ATTR_STRING, value }
  },
  flag: ({ binding }: NativeBackend, name: string, value: boolean): OpAttribute => {
    return { name, type: binding.TF_ATTR_BOOL, value }
  },
  integers: ({ binding }: NativeBackend, name: string, value: readonly number[]): OpAttribute => {
    return { name, type: binding.TF_ATTR_INT, value }
  },
}

/** How images lie in memory: the attribute that most operations on them have. */
export function channelsLast(backend: NativeBackend): OpAttribute {
  return attribute.text(backend, 'data_format', 'NHWC')
}
