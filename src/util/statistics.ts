/** Of repeated measurements. Spread is null where there is only one. */
export interface Estimate {
  n: number
  mean: number
  /** Sample standard deviation, with n − 1. */
  std: number | null
  /** Half the width of the 95 % confidence interval of the mean, by Student's t. */
  ci95: number | null
}

/** Mean and spread of a sample. @throws RangeError where it is empty */
export function estimate(values: readonly number[]): Estimate {
  const n = values.length
  if (n === 0) throw new RangeError('an empty sample has no mean')
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  if (n === 1) return { n, mean, std: null, ci95: null }
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1))
  return { n, mean, std, ci95: (studentT975(n - 1) * std) / Math.sqrt(n) }
}

const FEW = [12.7062047, 4.3026527, 3.1824463, 2.7764451, 2.5705818, 2.4469119, 2.3646243, 2.306004, 2.2621572]

/**
 * The 97.5 % quantile of Student's t: exact to 7 digits below 10 degrees of freedom, from there by Cornish and Fisher's
 * expansion about the normal quantile (Abramowitz & Stegun 26.7.5), to 4 digits or better.
 */
export function studentT975(degrees: number): number {
  if (degrees < 10) return FEW[degrees - 1] as number
  const z = 1.959963984540054
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  )
}
