import * as tf from '@tensorflow/tfjs-core'
import { columnSums } from './column-sums.js'
import { conv2dBackpropFilter } from './conv2d-backprop-filter.js'
import { conv2dBackpropInput } from './conv2d-backprop-input.js'
import { gatherRows } from './gather-rows.js'
import { guardKernels } from './guard-kernels.js'
import { addKernel, overrideKernel } from './kernel.js'
import { matrixByMatrix } from './matrix-by-matrix.js'
import { maxPoolGrad } from './max-pool-grad.js'
import { sharedCast, sharedIdentity } from './shared-identity.js'
import { unsortedSegmentSum } from './unsorted-segment-sum.js'
import { untransposedMatMul } from './untransposed-mat-mul.js'

/**
 * Adds the kernels that training needs to the WASM backend, and guards all. Once for a process, however often it is
 * called.
 */
export function registerWasmKernels(): void {
  if (tf.getKernel('UnsortedSegmentSum', 'wasm')) return
  addKernel('UnsortedSegmentSum', unsortedSegmentSum)
  addKernel('Conv2DBackpropFilter', conv2dBackpropFilter)
  overrideKernel('Conv2DBackpropInput', conv2dBackpropInput)
  overrideKernel('MaxPoolGrad', () => maxPoolGrad)
  overrideKernel('Identity', () => sharedIdentity)
  overrideKernel('Cast', sharedCast)
  overrideKernel('BatchMatMul', (original) => untransposedMatMul(matrixByMatrix(original)))
  overrideKernel('GatherV2', gatherRows)
  overrideKernel('Sum', columnSums)
  overrideKernel('_FusedMatMul', untransposedMatMul)
  guardKernels()
}
