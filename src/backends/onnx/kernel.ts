import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { Shape } from '../shapes.js'
import type { ElementType, Graph, Value } from './graph.js'
import type { Image } from './image.js'

/** Types that tensors here can have. */
export type DType = 'float32' | 'int32' | 'bool'

export interface TensorType {
  shape: Shape
  dtype: DType
}

/** An input of a recorded kernel: what was made before the recording (a leaf), or a result within it. */
export interface Ref extends TensorType {
  leaf?: number
  result?: number
}

/** One recorded call of a kernel. */
export interface Call {
  /** TensorFlow.js's name of the kernel. */
  name: string
  kernel: OnnxKernel
  inputs: Readonly<Record<string, Ref>>
  attrs: NamedAttrMap
  /** Of its results, which are numbered over the whole recording. */
  results: readonly TensorType[]
  first: number
}

/** A cut of an array, as ONNX's Slice takes it. */
export interface Cut {
  axes: readonly number[]
  starts: readonly number[]
  ends: readonly number[]
  steps?: readonly number[]
}

/** What writes calls as nodes of a graph, as their kernels see it. */
export interface Emitter {
  readonly graph: Graph
  /** Channels of a block in the engine's layout for images; 0: it has none. */
  readonly block: number
  /** A value in TensorFlow.js's own layout, of the shape that its user sees, or another. */
  plain(ref: Ref, shape?: Shape): Value
  /** A value of one element, as something that is not a number itself can be combined with it. */
  factor(ref: Ref): Value
  /** A value in blocks, where it is so already. */
  blockedAlready(ref: Ref): Image | undefined
  /** Notes that a value is also there in blocks. */
  setBlocked(ref: Ref, image: Image): void
  /** The call that gave a value, where nothing else uses it. */
  onlyUse(ref: Ref): Call | undefined
  cast(value: Value, from: ElementType, to: ElementType): Value
  reshape(value: Value, shape: Shape): Value
  slice(value: Value, cut: Cut): Value
}

/** A kernel of TensorFlow.js in terms of ONNX. */
export interface OnnxKernel {
  /** Shapes and types of the results. */
  infer(inputs: Readonly<Record<string, TensorType>>, attrs: NamedAttrMap): TensorType | readonly TensorType[]
  /** Adds nodes for one call. */
  emit(emitter: Emitter, call: Call): Value | Image | readonly (Value | Image)[]
}

/** The input of that name, which the kernel always has. */
export function input<T>(inputs: Readonly<Record<string, T>>, name: string): T {
  const found = inputs[name]
  if (!found) throw new Error(`a kernel lacks its input '${name}'`)
  return found
}
