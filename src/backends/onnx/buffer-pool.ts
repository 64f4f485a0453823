import type { TensorValues } from './engine.js'
import type { DType } from './kernel.js'
import { arrayTypes } from './stored.js'

/** So many bytes are kept at most: what a step of an ordinary network frees. */
const CAPACITY = 1 << 26

/** Arrays that were freed and wait to be used again: to make large ones anew at each step would cost more. */
export class BufferPool {
  readonly #free = new Map<string, TensorValues[]>()
  #bytes = 0

  /** An array of that size; what is in it is not cleared. */
  take(dtype: DType, size: number): TensorValues {
    const values = this.#free.get(`${dtype} ${size}`)?.pop()
    if (!values) return new arrayTypes[dtype](size)
    this.#bytes -= values.byteLength
    return values
  }

  give(dtype: DType, values: TensorValues): void {
    // a part of something larger is somebody's
    const whole = values.byteLength === values.buffer.byteLength
    if (!whole || this.#bytes + values.byteLength > CAPACITY) return
    const key = `${dtype} ${values.length}`
    const list = this.#free.get(key)
    if (list) list.push(values)
    else this.#free.set(key, [values])
    this.#bytes += values.byteLength
  }
}
