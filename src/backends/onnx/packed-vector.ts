import { sizeOf } from '../shapes.js'
import { type EngineTensor, engineTensor } from './engine.js'
import type { TensorType } from './kernel.js'

/** Up to so many elements, a copy costs less than a tensor of its own that crosses into the engine, and back. */
const SMALL = 4096

export function isSmall({ shape, dtype }: TensorType): boolean {
  return dtype === 'float32' && sizeOf(shape) <= SMALL
}

/** Small tensors one after the other, as one. */
export class PackedVector {
  /** By what they are known as. */
  readonly parts: readonly (readonly [number, Float32Array])[]
  /** Undefined where there are none. */
  readonly tensor: EngineTensor | undefined

  /** @param parts in their order */
  constructor(parts: readonly { of: number; size: number }[]) {
    const all = new Float32Array(parts.reduce((sum, { size }) => sum + size, 0))
    let offset = 0
    this.parts = parts.map(({ of, size }) => {
      const part = all.subarray(offset, offset + size)
      offset += size
      return [of, part]
    })
    this.tensor = all.length > 0 ? engineTensor('float32', all, [all.length]) : undefined
  }
}

/** Fills an array with the values, as often as it takes. */
export function repeatInto(part: Float32Array, values: ArrayLike<number>): void {
  if (values.length === 1) part.fill(values[0] as number)
  else part.set(values)
  for (let filled = values.length; filled < part.length && values.length > 1; filled *= 2) {
    part.copyWithin(filled, 0, Math.min(filled, part.length - filled))
  }
}
