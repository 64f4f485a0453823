const float = new Float64Array(1)
const bits = new BigUint64Array(float.buffer)

/**
 * a · b + c of three float32 numbers, rounded to float32 once. The product is exact in double precision; the sum is
 * rounded to odd there, so that rounding it again cannot differ from rounding it once (Boldo and Melquiond, 2008).
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b
  const sum = product + c
  const shifted = sum - product
  const rest = product - (sum - shifted) + (c - shifted)
  return Math.fround(rest === 0 ? sum : toOdd(sum, rest))
}

/** Of the two doubles around sum + rest, the one whose last bit is set. */
function toOdd(sum: number, rest: number): number {
  float[0] = sum
  const word = bits[0] as bigint
  if (word & 1n) return sum
  bits[0] = rest > 0 === sum > 0 ? word + 1n : word - 1n
  return float[0]
}
