import * as tf from '@tensorflow/tfjs-core'
import { sizeOf } from '../shapes.js'
import { arrayKernels } from './arrays.js'
import type { OnnxBackend } from './backend.js'
import { batchNormKernels } from './batch-norm.js'
import { convolutionKernels } from './convolutions.js'
import { elementwiseKernels } from './elementwise.js'
import type { TensorValues } from './engine.js'
import type { DType, OnnxKernel } from './kernel.js'
import { matrixKernels } from './matrices.js'
import { poolingKernels } from './pooling.js'
import { reductionKernels } from './reductions.js'
import { arrayTypes } from './stored.js'

/** Name of the backend in TensorFlow.js. */
export const backendName = 'onnx'

interface KernelCall {
  inputs: Readonly<Record<string, tf.TensorInfo>>
  attrs: tf.NamedAttrMap
  backend: OnnxBackend
}

type Kernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[]

/** Those for which nothing has to be computed. */
const views: Readonly<Record<string, Kernel>> = {
  Identity: ({ inputs: { x }, backend }) => backend.share(x as tf.TensorInfo, (x as tf.TensorInfo).shape),
  Reshape: ({ inputs: { x }, attrs, backend }) => {
    const own = x as tf.TensorInfo
    return backend.share(own, tf.util.inferFromImplicitShape(attrs.shape as number[], sizeOf(own.shape)))
  },
  ExpandDims: ({ inputs: { input }, attrs, backend }) => {
    const { shape } = input as tf.TensorInfo
    const dim = Number(attrs.dim)
    const at = dim < 0 ? shape.length + 1 + dim : dim
    return backend.share(input as tf.TensorInfo, [...shape.slice(0, at), 1, ...shape.slice(at)])
  },
  Fill: ({ attrs, backend }) => {
    const [shape, dtype] = [attrs.shape as number[], (attrs.dtype ?? 'float32') as DType]
    return written(backend, new arrayTypes[dtype](sizeOf(shape)).fill(Number(attrs.value)), shape, dtype)
  },
  Range: ({ attrs, backend }) => {
    const [start, stop, step] = [Number(attrs.start), Number(attrs.stop), Number(attrs.step)]
    const dtype = (attrs.dtype ?? 'float32') as DType
    const length = Math.max(0, Math.ceil((stop - start) / step))
    const values = new arrayTypes[dtype](length).map((_: number, i: number) => start + i * step)
    return written(backend, values, [length], dtype)
  },
  LinSpace: ({ attrs, backend }) => {
    const [start, stop, length] = [Number(attrs.start), Number(attrs.stop), Number(attrs.num)]
    const values = Float32Array.from({ length }, (_, i) => start + (i * (stop - start)) / (length - 1 || 1))
    return written(backend, values, [length], 'float32')
  },
}

function written(backend: OnnxBackend, values: TensorValues, shape: number[], dtype: DType): tf.TensorInfo {
  return { dataId: backend.write(values, shape, dtype), shape, dtype }
}

const recorded: ReadonlyMap<string, OnnxKernel> = new Map([
  ...elementwiseKernels,
  ...reductionKernels,
  ...matrixKernels,
  ...arrayKernels,
  ...convolutionKernels,
  ...poolingKernels,
  ...batchNormKernels,
])

/** Registers all kernels of the backend; once. */
export function registerOnnxKernels(): void {
  if (tf.getKernel('Identity', backendName)) return
  const register = (kernelName: string, kernel: Kernel) =>
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernel as unknown as tf.KernelFunc })
  for (const [name, kernel] of Object.entries(views)) register(name, kernel)
  for (const [name, kernel] of recorded) register(name, (call) => record(name, kernel, call))
}

function record(
  name: string,
  kernel: OnnxKernel,
  { inputs, attrs, backend }: KernelCall,
): tf.TensorInfo | tf.TensorInfo[] {
  const { x } = inputs
  if (name === 'Cast' && x && x.dtype === attrs.dtype) return backend.share(x, x.shape)
  const results = backend.record(name, kernel, inputs, attrs ?? {})
  return results.length === 1 && !manyResults.has(name) ? (results[0] as tf.TensorInfo) : results
}

/** They give a list, however long. */
const manyResults: ReadonlySet<string> = new Set(['Unpack', 'SplitV', 'TopK'])
