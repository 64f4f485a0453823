import * as tf from '@tensorflow/tfjs-core'
import { overrideMatMul } from './batch-mat-mul.js'

const marker = 'PolyheadKernels'

/** Adds the kernels that training needs to the WASM backend. Once for a process, however often it is called. */
export function registerWasmKernels(): void {
  if (tf.getKernel(marker, 'wasm')) return
  overrideMatMul()
  tf.registerKernel({ kernelName: marker, backendName: 'wasm', kernelFunc: () => [] })
}
