import type { NumberElement } from './types.js'

/** A decimal number as Python's `decimal` has it: coefficient · 10^exponent, or not finite. */
export type Decimal = { readonly coefficient: bigint; readonly exponent: number } | number

/** Digits of Python's default context. */
const precision = 28

/** The exact value of a number: a float is a binary fraction, and each of those ends as a decimal. */
export function decimal(element: NumberElement): Decimal {
  if (element.kind !== 'float') return { coefficient: BigInt(element.value), exponent: 0 }
  if (!Number.isFinite(element.value)) return element.value
  let [mantissa, exponent] = [element.value, 0]
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent++
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(exponent), exponent: -exponent }
}

/** The decimal that a number is written as: that of the float 0.1 is 0.1. */
export function writtenDecimal(element: NumberElement): Decimal {
  if (element.kind !== 'float' || !Number.isFinite(element.value)) return decimal(element)
  const [digits = '', power = '0'] = String(element.value).split('e')
  const [whole = '', fraction = ''] = digits.split('.')
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

/** The decimal, that many times. */
export function timesDecimal(value: Decimal, count: number): Decimal {
  if (typeof value === 'number') return count === 0 ? 0 : value * count
  return { coefficient: value.coefficient * BigInt(count), exponent: value.exponent }
}

/** The sum, rounded half to even to 28 digits as Python does. Infinities and NaN follow floats. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (typeof a === 'number' || typeof b === 'number') {
    return (typeof a === 'number' ? a : 0) + (typeof b === 'number' ? b : 0)
  }
  const exponent = Math.min(a.exponent, b.exponent)
  const sum = scaled(a, exponent) + scaled(b, exponent)
  const excess = String(sum < 0n ? -sum : sum).length - precision
  if (excess <= 0) return { coefficient: sum, exponent }
  const unit = 10n ** BigInt(excess)
  const size = sum < 0n ? -sum : sum
  const [whole, twice] = [size / unit, 2n * (size % unit)]
  const rounded = twice > unit || (twice === unit && whole % 2n === 1n) ? whole + 1n : whole
  return { coefficient: sum < 0n ? -rounded : rounded, exponent: exponent + excess }
}

/** Exact: less than zero where a < b; NaN where one is NaN. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  if (typeof a === 'number' || typeof b === 'number') {
    const [x, y] = [typeof a === 'number' ? a : 0, typeof b === 'number' ? b : 0]
    return Number.isNaN(x + y) && x !== y ? Number.NaN : x < y ? -1 : x > y ? 1 : 0
  }
  const exponent = Math.min(a.exponent, b.exponent)
  const [x, y] = [scaled(a, exponent), scaled(b, exponent)]
  return x < y ? -1 : x > y ? 1 : 0
}

/** The nearest float. */
export function decimalToFloat(value: Decimal): number {
  return typeof value === 'number' ? value : Number(`${value.coefficient}e${value.exponent}`)
}

function scaled(value: Exclude<Decimal, number>, exponent: number): bigint {
  return value.coefficient * 10n ** BigInt(value.exponent - exponent)
}
