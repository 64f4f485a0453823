import { estimate } from './statistics.js'

/** Two methods, compared seed by seed. */
export interface PairedTest {
  /** Pairs. */
  n: number
  /** Mean of the differences. */
  difference: number
  /** Two-sided, by Student's paired t-test: how often chance alone gives as much. */
  p: number
}

/** @param differences one a pair @returns null where there are fewer than two, or they are all the same */
export function pairedTest(differences: readonly number[]): PairedTest | null {
  if (differences.length < 2) return null
  const { n, mean, std } = estimate(differences)
  if (std === null || !(std > 1e-12 * Math.max(...differences.map(Math.abs)))) return null
  return { n, difference: mean, p: twoSided((mean * Math.sqrt(n)) / std, n - 1) }
}

/** P(|T| ≥ |t|) of Student's t with whole degrees of freedom: the finite sums of Abramowitz and Stegun 26.7.3 and 4. */
export function twoSided(t: number, degrees: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees))
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const odd = degrees % 2 === 1
  let term = odd ? cosine : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k < degrees; k += 2) {
    term *= (cosine ** 2 * (k - 1)) / k
    sum += term
  }
  const within = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
  return Math.max(0, 1 - within)
}
