import { type EngineTensor, engineTensor } from './engine.js'
import type { TensorType } from './kernel.js'
import { sizeOf } from './shapes.js'

/** Up to so many elements, a copy costs less than a tensor of its own that crosses into the engine, and back. */
const SMALL = 4096

export function isSmall({ shape, dtype }: TensorType): boolean {
  return dtype === 'float32' && sizeOf(shape) <= SMALL
}

/** Small tensors one after the other, as one. */
export class PackedVector {
  /** By what they are known as. */
  readonly parts: ReadonlyMap<number, Float32Array>
  /** Undefined where there are none. */
  readonly tensor: EngineTensor | undefined

  constructor(types: readonly (readonly [number, TensorType])[]) {
    const sizes = types.map(([key, { shape }]) => [key, sizeOf(shape)] as const)
    const all = new Float32Array(sizes.reduce((sum, [, size]) => sum + size, 0))
    let offset = 0
    this.parts = new Map(
      sizes.map(([key, size]) => {
        const part = all.subarray(offset, offset + size)
        offset += size
        return [key, part]
      }),
    )
    this.tensor = all.length > 0 ? engineTensor('float32', all, [all.length]) : undefined
  }
}
