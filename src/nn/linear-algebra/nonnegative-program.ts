import { type Gramian, times } from './gramian.js'
import { solver } from './symmetric.js'

/** What is smaller than this share of its terms is rounding. */
const roundoff = 1e-13

interface Found {
  x: Float64Array
  /** Of the constraint on the sum. */
  multiplier: number
}

/**
 * x ≥ 0 that minimises ½·x'Hx + q'x; where `sums` (> 0) is given, among those with Σ sums·x = 1. By active sets
 * (Lawson and Hanson, 1974, ch. 23), exact up to rounding.
 * @param h positive semidefinite, its diagonal near 1 or 0
 * @param q in the range of h
 */
export function nonnegativeMinimum(h: Gramian, q: ArrayLike<number>, sums?: ArrayLike<number>): Float64Array {
  let passive: number[] = []
  let found: Found = { x: new Float64Array(h.length), multiplier: 0 }
  if (sums) {
    passive = [bestVertex(h, q, sums)]
    found = onPassive(h, q, sums, passive) as Found
  }
  const refused = new Set<number>()
  for (let round = 0; round < 20 * (h.length + 1); round++) {
    const entering = mostNegative(h, q, sums, found, (j) => passive.includes(j) || refused.has(j))
    if (entering === undefined) break
    const before = passive
    passive = [...passive, entering]
    for (let first = true; ; first = false) {
      const next = onPassive(h, q, sums, passive)
      if (!next || (first && (next.x[entering] as number) <= 0)) {
        // Only rounding made it look like a way down.
        passive = before
        refused.add(entering)
        break
      }
      const leaving = passive.filter((i) => (next.x[i] as number) <= 0)
      if (leaving.length === 0) {
        found = next
        refused.clear()
        break
      }
      passive = stepToBoundary(found, next, passive, leaving)
    }
  }
  return found.x
}

/** Goes towards `next` as far as all stay non-negative. @returns those that are not 0 there */
function stepToBoundary(found: Found, next: Found, passive: readonly number[], leaving: readonly number[]): number[] {
  const { x } = found
  const shares = leaving.map((i) => (x[i] as number) / ((x[i] as number) - (next.x[i] as number)))
  const share = Math.min(...shares)
  const first = leaving[shares.indexOf(share)] as number
  for (const i of passive) {
    x[i] = i === first ? 0 : Math.max(0, (x[i] as number) + share * ((next.x[i] as number) - (x[i] as number)))
  }
  return passive.filter((i) => (x[i] as number) > 0 || (i !== first && !leaving.includes(i)))
}

function bestVertex(h: Gramian, q: ArrayLike<number>, sums: ArrayLike<number>): number {
  const values = h.map((row, i) => {
    const x = 1 / (sums[i] as number)
    return 0.5 * (row[i] as number) * x * x + (q[i] as number) * x
  })
  return values.indexOf(Math.min(...values))
}

/** Where the objective falls fastest; undefined where it does not. */
function mostNegative(
  h: Gramian,
  q: ArrayLike<number>,
  sums: ArrayLike<number> | undefined,
  { x, multiplier }: Found,
  skip: (j: number) => boolean,
): number | undefined {
  let best: number | undefined
  let lowest = -roundoff
  for (const [j, row] of h.entries()) {
    if (skip(j)) continue
    const share = multiplier * (sums?.[j] ?? 0)
    let slope = (q[j] as number) - share
    let size = Math.abs(q[j] as number) + Math.abs(share)
    for (let i = 0; i < row.length; i++) {
      const term = (row[i] as number) * (x[i] as number)
      slope += term
      size += Math.abs(term)
    }
    if (slope < lowest * size) {
      lowest = slope / size
      best = j
    }
  }
  return best
}

/** The minimum where all but the passive ones are 0, whatever their signs. */
function onPassive(
  h: Gramian,
  q: ArrayLike<number>,
  sums: ArrayLike<number> | undefined,
  passive: readonly number[],
): Found | undefined {
  const scale = sums ? Math.max(...passive.map((i) => sums[i] as number)) : 1
  const matrix = passive.map((i) => passive.map((j) => (h[i] as Float64Array)[j] as number))
  const right = passive.map((i) => -(q[i] as number))
  if (sums) {
    const row = passive.map((i) => (sums[i] as number) / scale)
    for (const [k, entries] of matrix.entries()) entries.push(-(row[k] as number))
    matrix.push([...row, 0])
    right.push(1 / scale)
  }
  const solve = solver(matrix)
  const first = solve?.(right)
  if (!solve || !first) return undefined
  const missing = times(matrix as unknown as Gramian, first).map((value, i) => (right[i] as number) - value)
  const correction = solve(missing)
  const solution = correction ? first.map((value, i) => value + (correction[i] as number)) : first
  const x = new Float64Array(h.length)
  passive.forEach((i, k) => {
    x[i] = solution[k] as number
  })
  return { x, multiplier: sums ? (solution[passive.length] as number) / scale : 0 }
}
