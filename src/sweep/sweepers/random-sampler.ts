import type { Dimension } from './dimension.js'
import type { RandomNumbers } from './random-numbers.js'
import { settled } from './search-space.js'
import type { Sampler, Trial } from './search-trials.js'

/** The value at a part `u` of a dimension, on its scale. */
export function valueAt(dimension: Dimension, u: number): number {
  const { low, high, log, step, kind } = dimension
  if (kind === 'category') return Math.min(high, Math.floor(u * (high + 1)))
  const half = step === null ? 0 : step / 2
  const least = low - half
  const from = log ? Math.log(least > 0 ? least : low / 2) : least
  const to = log ? Math.log(high + half) : high + half
  const value = from + u * (to - from)
  return settled(dimension, log ? Math.exp(value) : value)
}

export function randomPoint(dimensions: readonly Dimension[], random: RandomNumbers): number[] {
  return dimensions.map((dimension) => valueAt(dimension, random.uniform()))
}

/** Points drawn at random, each value as likely as any other on its scale. */
export class RandomSampler implements Sampler {
  readonly ignoresResults = true

  point(dimensions: readonly Dimension[], _trials: readonly Trial[], random: RandomNumbers): number[] {
    return randomPoint(dimensions, random)
  }
}
