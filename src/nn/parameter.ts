import type { Tensor, Variable } from '@tensorflow/tfjs-core'

/**
 * How a variable's elements map to torch's layout when saved:
 * `linear`: here `[in, out]`, torch `[out, in]`; `conv`: here `[kh, kw, in, out]`, torch `[out, in, kh, kw]`; `same`:
 * as here.
 */
export type Layout = 'linear' | 'conv' | 'same'

/** One task's part of a stacked variable: columns `[offset, offset + size)` of the last axis. */
export interface Segment {
  /** Torch's name of this part: `heads.heads.3.weight`. */
  name: string
  /** The task whose part it is. */
  taskId: number
  /** Its first column. */
  offset: number
  /** Its columns. */
  size: number
}

/** A trainable variable. Heads of all tasks are one stacked variable with a segment for each. */
export interface Parameter {
  /** Torch's name (`backbone.fc.0.weight`); of a stacked variable, a name of its own (`heads.weight`). */
  name: string
  /** float32; its values change in place. */
  variable: Variable
  /** How it lies, beside torch's. */
  layout: Layout
  /** Of a stacked variable, in order. */
  segments?: readonly Segment[]
  /** Part of the model, but not trained. */
  frozen?: boolean
}

/** A parameter that one task alone has. */
export function forTask(parameter: Parameter, taskId: number): Parameter {
  const size = parameter.variable.shape.at(-1) ?? 1
  return { ...parameter, segments: [{ name: parameter.name, taskId, offset: 0, size }] }
}

/** Which of a parameter's segments are of tasks that are present. Undefined: it has none. */
export function presentSegments(
  { segments }: Parameter,
  taskIds: readonly number[],
  present: readonly boolean[],
): boolean[] | undefined {
  return segments?.map(({ taskId }) => present[taskIds.indexOf(taskId)] === true)
}

/** A tensor of the model's state that is not trained (a running mean). */
export interface Buffer {
  /** Torch's name. */
  name: string
  /** In torch's layout. */
  variable: Variable
  /** How torch saves it, where that is not float32. */
  dtype?: 'int64'
}

/**
 * A parameter's gradient of one step. `present[i]` tells whether segment i had rows in the batch: one that had none
 * gets no update at all (no decay, no momentum, no step count), as torch does where a gradient is None. Undefined: all
 * present.
 */
export interface Gradient {
  /** One of those attached. */
  parameter: Parameter
  /** Of the variable's shape. */
  value: Tensor
  /** By segment. */
  present?: readonly boolean[]
}

/** A tensor's bytes outside TensorFlow.js, in torch's layout and under torch's name: what safetensors files hold. */
export interface TensorData {
  /** Type of an element. */
  dtype: 'float32' | 'int32' | 'int64' | 'float64' | 'uint8'
  /** Empty for a scalar. */
  shape: readonly number[]
  /** Row-major. */
  data: Float32Array | Int32Array | BigInt64Array | Float64Array | Uint8Array
}

/** Tensors by torch's names, in torch's order. */
export type StateDict = Map<string, TensorData>
