/** A number as it is read: five digits that count. */
export function shownNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return value.toExponential(3)
  return String(Number(value.toPrecision(5)))
}

/** A value of a config as text. */
export function shownValue(value: unknown): string {
  if (typeof value === 'number') return shownNumber(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The least and the greatest of values; of none, any. */
export function rangeOf(values: readonly number[]): { min: number; max: number } {
  const [min, max] = [
    values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  ]
  return min <= max ? { min, max } : { min: 0, max: 1 }
}
