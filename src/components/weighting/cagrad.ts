import { combinedNorm, dot, type Gramian, times, unitRows } from '../../nn/linear-algebra/gramian.js'
import { nonnegativeMinimum } from '../../nn/linear-algebra/nonnegative-program.js'
import { GramianWeighting } from './gramian-weighting.js'

/** Keys of `CAGrad`. */
export interface CAGradParams {
  /** How far from the mean gradient the direction may be, as a share of its length. Default: 0.5. */
  c?: number
  /** What the direction is divided by: nothing (0), 1 + c² (1, the default), 1 + c (2). */
  rescale?: 0 | 1 | 2
}

/**
 * CAGrad (Liu et al., 2021): within a ball around the mean gradient, the direction along which the slowest task gains
 * most: g₀ + c‖g₀‖ · g_w/‖g_w‖, with w on the simplex minimising g_w·g₀ + c‖g₀‖‖g_w‖. Where g_w is 0, g₀ itself.
 */
export class CAGrad extends GramianWeighting {
  readonly #c: number
  readonly #rescale: number

  constructor({ c = 0.5, rescale = 1 }: CAGradParams = {}) {
    super()
    this.#c = c
    this.#rescale = rescale
  }

  weigh(gramian: Gramian): Float64Array {
    const mean = new Float64Array(gramian.length).fill(1 / gramian.length)
    const { norms, cosines } = unitRows(gramian)
    const scaled = mean.map((weight, i) => weight * (norms[i] as number))
    const radius = this.#c * combinedNorm(cosines, scaled)
    const divisor = this.#rescale === 1 ? 1 + this.#c ** 2 : this.#rescale === 2 ? 1 + this.#c : 1
    const found = radius > 0 ? worstMix(cosines, norms, scaled, radius) : undefined
    if (!found) return mean.map((weight) => weight / divisor)
    const factor = radius / combinedNorm(cosines, found)
    return mean.map((weight, i) => {
      const norm = norms[i] as number
      return (weight + (norm > 0 ? (factor * (found[i] as number)) / norm : 0)) / divisor
    })
  }
}

/**
 * w · norms of the minimising w; undefined where g_w is 0. With its length t known, w is that of a quadratic program;
 * t is where the two agree.
 */
function worstMix(cosines: Gramian, norms: Float64Array, mean: Float64Array, radius: number): Float64Array | undefined {
  const slopes = times(cosines, mean)
  const sums = norms.map((norm) => (norm > 0 ? 1 / norm : 1))
  const mixAt = (length: number) =>
    nonnegativeMinimum(
      cosines,
      slopes.map((slope) => (slope * length) / radius),
      sums,
    )
  const at = (logLength: number): Point => {
    const mix = mixAt(Math.exp(logLength))
    return { logLength, mix, excess: Math.log(lengthOf(cosines, mix)) - logLength }
  }
  const longest = Math.log(Math.max(...norms))
  // A gradient that is far shorter than the others may be the whole of g_w.
  const shortest = Math.log(Math.min(...norms.filter((norm) => norm > 0)))
  const decades = 13 + Math.ceil((longest - shortest) / Math.LN10)
  for (let below = 0; below < decades; below++) {
    const low = at(longest - (below + 1) * Math.LN10)
    if (low.excess > 0) return agreeing(cosines, low, at(longest - below * Math.LN10), at)
  }
  return undefined
}

/** The mix for a length that is assumed, and how much longer it is, as a logarithm. */
interface Point {
  logLength: number
  mix: Float64Array
  excess: number
}

/** Length of a mix of unit rows; 0 where it may be rounding alone. */
function lengthOf(cosines: Gramian, mix: Float64Array): number {
  const length = combinedNorm(cosines, mix)
  return length > 3e-7 * mix.reduce((sum, part) => sum + part, 0) ? length : 0
}

/** The mix that is as long as assumed, between one that is longer and one that is shorter. */
function agreeing(cosines: Gramian, low: Point, high: Point, at: (logLength: number) => Point): Float64Array {
  let [a, b] = [low, high]
  if (b.excess >= 0) return b.mix
  for (let round = 0; round < 200; round++) {
    let x = round % 4 === 3 ? undefined : sameParts(a.mix, b.mix) ? onLine(cosines, a, b) : undefined
    if (!x || !(x > a.logLength && x < b.logLength)) x = (a.logLength + b.logLength) / 2
    const rounding = 1e-15 * Math.max(1, Math.abs(x))
    const point = at(x)
    if (Math.abs(point.excess) <= rounding || b.logLength - a.logLength <= rounding) return point.mix
    if (point.excess > 0) a = point
    else b = point
  }
  return a.mix
}

function sameParts(a: Float64Array, b: Float64Array): boolean {
  return a.every((part, i) => part > 0 === (b[i] as number) > 0)
}

/** Where two mixes have the same parts, those between them lie on a line: the length at which they agree with it. */
function onLine(cosines: Gramian, a: Point, b: Point): number {
  const [start, end] = [Math.exp(a.logLength), Math.exp(b.logLength)]
  const step = b.mix.map((part, i) => part - (a.mix[i] as number))
  const along = times(cosines, step)
  const constant = combinedNorm(cosines, a.mix) ** 2 - start ** 2
  const half = dot(along, a.mix) - start * (end - start)
  const square = dot(along, step) - (end - start) ** 2
  const share = constant / (-half + Math.sqrt(half ** 2 - constant * square))
  return Math.log(start + share * (end - start))
}
