import { combinedNorm, type Gramian, times, unitRows } from '../../nn/linear-algebra/gramian.js'
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
  const excess = (logLength: number) => Math.log(lengthOf(cosines, mixAt(Math.exp(logLength)))) - logLength
  const longest = Math.log(Math.max(...norms))
  for (let below = 0; below < 13; below++) {
    const low = longest - (below + 1) * Math.LN10
    if (excess(low) > 0) return mixAt(Math.exp(crossing(excess, low, low + Math.LN10)))
  }
  return undefined
}

/** Length of a mix of unit rows; 0 where it may be rounding alone. */
function lengthOf(cosines: Gramian, mix: Float64Array): number {
  const length = combinedNorm(cosines, mix)
  return length > 3e-7 * mix.reduce((sum, part) => sum + part, 0) ? length : 0
}

/** Where a function that falls from positive to negative is 0, by the Illinois method. */
function crossing(f: (x: number) => number, low: number, high: number): number {
  let [a, b, fa, fb] = [low, high, f(low), f(high)]
  if (fb >= 0) return b
  for (let round = 0; round < 200 && b - a > 1e-15 * Math.max(1, Math.abs(a)); round++) {
    // A side that stays counts half, so that both close in.
    let x = (a * fb - b * fa) / (fb - fa)
    if (!(x > a && x < b) || round % 8 === 7) x = (a + b) / 2
    const value = f(x)
    if (value === 0) return x
    if (value > 0) {
      ;[a, fa] = [x, value]
      fb /= 2
    } else {
      ;[b, fb] = [x, value]
      fa /= 2
    }
  }
  return (a + b) / 2
}
