import { ConfigError } from '../../util/diagnostic.js'
import type { Dimension } from './dimension.js'
import { RandomNumbers } from './random-numbers.js'
import { valueAt } from './random-sampler.js'
import type { Sampler, Trial } from './search-trials.js'

/**
 * From the second dimension on: the coefficients of a primitive polynomial as bits, and the first direction numbers,
 * those of S. Joe and F. Y. Kuo, 2008.
 */
const POLYNOMIALS: readonly (readonly [coefficients: number, first: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
  [22, [1, 3, 1, 15, 13, 25]],
  [25, [1, 1, 5, 5, 19, 61]],
  [1, [1, 3, 7, 11, 23, 15, 103]],
  [4, [1, 3, 7, 13, 13, 15, 69]],
]
const BITS = 32

/** Points that fill the space evenly: a Sobol sequence, moved by a random shift of its bits. */
export class SobolSampler implements Sampler {
  readonly ignoresResults = true
  readonly #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  point(dimensions: readonly Dimension[], _trials: readonly Trial[], _random: RandomNumbers, num: number): number[] {
    if (dimensions.length > POLYNOMIALS.length + 1) {
      throw new ConfigError({
        code: 'too-many-dimensions',
        path: 'hydra.sweeper',
        message: `a Sobol sequence has at most ${POLYNOMIALS.length + 1} dimensions here, not ${dimensions.length}`,
        hint: 'hydra/sweeper=random takes any number',
      })
    }
    const shifts = new RandomNumbers(this.#seed, 0)
    return sobolPoint(dimensions.length, num).map((bits, i) => {
      const shift = Math.floor(shifts.uniform() * 2 ** BITS)
      return valueAt(dimensions[i] as Dimension, ((bits ^ shift) >>> 0) / 2 ** BITS)
    })
  }
}

/** A point of the sequence as whole numbers of 32 bits, by its number from 0. */
export function sobolPoint(dimensions: number, num: number): number[] {
  const gray = num ^ (num >>> 1)
  return Array.from({ length: dimensions }, (_, dimension) => {
    const directions = directionsOf(dimension)
    let bits = 0
    for (let bit = 0; bit < BITS; bit++) if ((gray >>> bit) & 1) bits ^= directions[bit] as number
    return bits >>> 0
  })
}

const known = new Map<number, number[]>()

function directionsOf(dimension: number): number[] {
  const before = known.get(dimension)
  if (before) return before
  const directions: number[] = []
  const [coefficients, first] = POLYNOMIALS[dimension - 1] ?? [0, []]
  const degree = first.length
  for (let i = 0; i < BITS; i++) {
    if (dimension === 0) directions.push((1 << (BITS - 1 - i)) >>> 0)
    else if (i < degree) directions.push(((first[i] as number) << (BITS - 1 - i)) >>> 0)
    else {
      const start = directions[i - degree] as number
      let value = start ^ (start >>> degree)
      for (let k = 1; k < degree; k++) {
        if ((coefficients >>> (degree - 1 - k)) & 1) value ^= directions[i - k] as number
      }
      directions.push(value >>> 0)
    }
  }
  known.set(dimension, directions)
  return directions
}
