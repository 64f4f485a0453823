import { range } from '../shapes.js'
import type { Windows } from './windows.js'

/** Pixels of the input that lie a stride apart, and what the gradient by them is a convolution with. */
export interface Phase {
  /** Lines or columns of the filter that meet them. */
  taps: readonly number[]
  /** Zeros before and after the slopes. */
  before: number
  after: number
}

/**
 * The phases of an axis' strides: pixel `stride · i + phase` meets slope `i + shift − t` at the t-th tap of its own.
 * @returns undefined where they have not the same number of pixels, or one meets no tap, or not all slopes
 */
export function phasesOf({ inSize, outSize, strides, filter, before }: Windows, axis: 0 | 1): Phase[] | undefined {
  const stride = strides[axis]
  if (inSize[axis] !== outSize[axis] * stride) return undefined
  const phases = range(stride).map((phase) => {
    const first = (phase + before[axis]) % stride
    const taps = range(filter[axis]).filter((tap) => tap % stride === first)
    const shift = (phase + before[axis] - first) / stride
    return { taps, before: taps.length - 1 - shift, after: shift }
  })
  return phases.some(({ taps, before }) => taps.length === 0 || before < 0) ? undefined : phases
}
