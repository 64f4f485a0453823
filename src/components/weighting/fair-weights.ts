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
  const wanted = (x: Float64Array) => x.map((value, i) => (factors[i] as number) * value ** power)
  const pulls = (x: Float64Array) => times(cosines, x).map((value, i) => value * (x[i] as number))
  const energy = (x: Float64Array) =>
    0.5 * dot(times(cosines, x), x) -
    x.reduce(
      (sum, value, i) => sum + (factors[i] as number) * (power === 0 ? Math.log(value) : value ** power / power),
      0,
    )
  let x = factors.map((factor) => factor ** (alpha / (alpha + 1)))
  for (let round = 0; round < 500; round++) {
    const [now, goal] = [pulls(x), wanted(x)]
    const slope = now.map((value, i) => value - (goal[i] as number))
    if (slope.every((value, i) => Math.abs(value) <= 4e-16 * Math.abs(goal[i] as number))) break
    // The curvature along log x, without the term that is no longer positive far from the solution.
    const curvature = cosines.map((row, i) =>
      row.map(
        (value, j) => value * ((x[i] as number) * (x[j] as number)) + (i === j ? (goal[i] as number) / alpha : 0),
      ),
    )
    const step = solveDefinite(curvature, slope)
    if (!step) break
    const down = -dot(slope, step)
    const most = Math.max(...step.map(Math.abs))
    let share = most > 1 ? 1 / most : 1
    const before = energy(x)
    let next = x
    for (; share > 1e-12; share /= 2) {
      const length = share
      next = x.map((value, i) => value * Math.exp(-length * (step[i] as number)))
      // Near the end rounding hides the gain: whole steps are good there.
      if (energy(next) <= before + 1e-4 * length * down || Math.abs(down) < 1e-9 * Math.abs(before)) break
    }
    const change = Math.max(...next.map((value, i) => Math.abs(value / (x[i] as number) - 1)))
    x = next
    if (change < 1e-16) break
  }
  return x
}
