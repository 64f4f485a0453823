/**
 * The exponential moving average of a curve: `weight` 0 leaves it as it is, 0.9 averages some ten values. The beginning
 * is not drawn to zero: the weights of the values that are there sum to one. What is not finite stays and counts for
 * nothing.
 * @param weight of what came before, at least 0 and less than 1
 */
export function smoothed(values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values]
  let sum = 0
  let total = 0
  return values.map((value) => {
    if (!Number.isFinite(value)) return value
    sum = weight * sum + (1 - weight) * value
    total = weight * total + (1 - weight)
    return sum / total
  })
}
