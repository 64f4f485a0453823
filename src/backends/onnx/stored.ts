import type { Shape } from '../shapes.js'
import type { TensorValues } from './engine.js'
import type { DType, TensorType } from './kernel.js'

export const arrayTypes = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const

/** What the backend knows of one tensor's data. */
export class Stored implements TensorType {
  /** Missing while the call that gives them waits to be run. */
  values: TensorValues | undefined
  /** Tensors that share it. */
  refs = 1
  /** Whether nothing refers to it any more. */
  dead = false
  /** Whether its values lie in an array of the pool's: not what JavaScript gave. */
  pooled = false
  /** Its place among the leaves, or results, of the recording that goes on. */
  leaf: number | undefined
  result: number | undefined

  constructor(
    readonly shape: Shape,
    readonly dtype: DType,
    values?: TensorValues,
  ) {
    this.values = values
  }
}
