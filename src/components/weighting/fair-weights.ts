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

/** x = norms · a; where one way of limiting steps does not come to an end, the other one may. */
function balance(cosines: Gramian, norms: Float64Array, alpha: number): Float64Array {
  const first = descend({ cosines, norms, alpha }, 'whole')
  if (first.left <= CLOSE) return first.x
  const second = descend({ cosines, norms, alpha }, 'each')
  return second.left < first.left ? second.x : first.x
}

/** As near as rounding lets one come, for certain. */
const CLOSE = 1e-13

/**
 * By Newton's method: x minimises ½·x'Cx − Σ cᵢ·xᵢ^p/p with p = 1 − 1/alpha (log x where p is 0), which is convex, in
 * steps of log x.
 * @param limit what may not be too long: a step as a whole, or each of its numbers
 * @returns also by how much the equations are off, as a share of what they are summed of
 */
function descend(
  { cosines, norms, alpha }: { cosines: Gramian; norms: Float64Array; alpha: number },
  limit: 'whole' | 'each',
): { x: Float64Array; left: number } {
  const power = 1 - 1 / alpha
  const factors = norms.map((norm) => norm ** (1 / alpha - 1))
  let x = factors.map((factor) => factor ** (alpha / (alpha + 1)))
  let left = Number.POSITIVE_INFINITY
  for (let round = 0; round < 500; round++) {
    const products = times(cosines, x)
    const goal = x.map((value, i) => (factors[i] as number) * value ** power)
    const slope = x.map((value, i) => {
      const own = value * (products[i] as number) - (goal[i] as number)
      return value > LEAST || own < 0 ? own : 0
    })
    const sizes = cosines.map((row, i) => {
      return (x[i] as number) * row.reduce((sum, value, j) => sum + Math.abs(value) * (x[j] as number), 0)
    })
    // As near as the sums' rounding lets one see.
    const off = slope.map((value, i) => Math.abs(value) / ((sizes[i] as number) + (goal[i] as number)))
    left = Math.max(...off)
    if (left <= 2 ** -52) break
    // The curvature along log x, without the term that is no longer positive far from the solution.
    const curvature = cosines.map((row, i) =>
      row.map(
        (value, j) => value * ((x[i] as number) * (x[j] as number)) + (i === j ? (goal[i] as number) / alpha : 0),
      ),
    )
    const whole = solveDefinite(curvature, slope)
    if (!whole) break
    const most = Math.max(...whole.map(Math.abs))
    const step = limit === 'whole' ? whole : whole.map((value) => Math.max(-LONGEST, Math.min(LONGEST, value)))
    const down = dot(slope, step)
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
    let length = limit === 'whole' ? Math.min(1, LONGEST / most) : 1
    // Near the end rounding hides the gain: whole steps are good there.
    while (most > 1e-6 && length > 1e-12 && !(change(length) <= -1e-4 * length * down)) length /= 2
    x = x.map((value, i) => Math.max(LEAST, value * Math.exp(-length * (step[i] as number))))
    if (most < 1e-16) break
  }
  return { x, left }
}

/** So far a step goes at most, in log x. */
const LONGEST = 5

/** Where alpha is large, a task that gains much has next to no weight: less counts as this. */
const LEAST = 1e-250
