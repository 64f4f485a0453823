import { combinedNorm, dot, type Gramian, submatrix, times, unitRows } from '../../nn/linear-algebra/gramian.js'
import { nonnegativeMinimum } from '../../nn/linear-algebra/nonnegative-program.js'
import { solveDefinite } from '../../nn/linear-algebra/symmetric.js'
import { withoutZeros } from './rank.js'

/**
 * a > 0 with G·a = a^(−1/alpha), of the rows that are not zero. There is one unless the rows hold a convex combination
 * that is 0.
 * @returns undefined where there is none
 */
export function fairWeights(gramian: Gramian, alpha: number): Float64Array | undefined {
  let solved = true
  const weights = withoutZeros(gramian, (places) => {
    const { norms, cosines } = unitRows(submatrix(gramian, places))
    if (isStationary(cosines)) {
      solved = false
      return new Float64Array(places.length)
    }
    return balance(cosines, norms, alpha).map((x, i) => x / (norms[i] as number))
  })
  return solved ? weights : undefined
}

/** Whether a convex combination of the rows is 0, up to rounding. */
function isStationary(cosines: Gramian): boolean {
  const shortest = nonnegativeMinimum(
    cosines,
    new Float64Array(cosines.length),
    new Float64Array(cosines.length).fill(1),
  )
  return combinedNorm(cosines, shortest) < 1e-7
}

/**
 * x = norms · a by Newton's method: it minimises ½·x'Cx − Σ cᵢ·xᵢ^p/p with p = 1 − 1/alpha (log x where p is 0), which
 * is convex, in steps of log x.
 */
function balance(cosines: Gramian, norms: Float64Array, alpha: number): Float64Array {
  const power = 1 - 1 / alpha
  const factors = norms.map((norm) => norm ** (1 / alpha - 1))
  let x = factors.map((factor) => factor ** (alpha / (alpha + 1)))
  for (let round = 0; round < 500; round++) {
    const products = times(cosines, x)
    const goal = x.map((value, i) => (factors[i] as number) * value ** power)
    const slope = x.map((value, i) => value * (products[i] as number) - (goal[i] as number))
    const sizes = cosines.map((row, i) => {
      return (x[i] as number) * row.reduce((sum, value, j) => sum + Math.abs(value) * (x[j] as number), 0)
    })
    // As near as the sums' rounding lets one see.
    if (slope.every((value, i) => Math.abs(value) <= 2 ** -52 * ((sizes[i] as number) + (goal[i] as number)))) break
    // The curvature along log x, without the term that is no longer positive far from the solution.
    const curvature = cosines.map((row, i) =>
      row.map(
        (value, j) => value * ((x[i] as number) * (x[j] as number)) + (i === j ? (goal[i] as number) / alpha : 0),
      ),
    )
    const step = solveDefinite(curvature, slope)
    if (!step) break
    const down = dot(slope, step)
    const most = Math.max(...step.map(Math.abs))
    /** What the sum to be minimised changes by: of terms of many magnitudes, each by its own change. */
    const change = (length: number): number => {
      const moved = x.map((value, i) => value * Math.expm1(-length * (step[i] as number)))
      const half = times(cosines, moved)
      return x.reduce((sum, _, i) => {
        const own = -length * (step[i] as number)
        const gained = (goal[i] as number) * (power === 0 ? own : Math.expm1(power * own) / power)
        return sum + (moved[i] as number) * ((products[i] as number) + (half[i] as number) / 2) - gained
      }, 0)
    }
    let length = Math.min(1, LONGEST / most)
    // Near the end rounding hides the gain: whole steps are good there.
    while (most > 1e-6 && length > 1e-12 && !(change(length) <= -1e-4 * length * down)) length /= 2
    x = x.map((value, i) => value * Math.exp(-length * (step[i] as number)))
    if (most < 1e-16) break
  }
  return x
}

/** So far a step goes at most, in log x. */
const LONGEST = 5
