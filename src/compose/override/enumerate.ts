import { groupedDigits } from '../../util/grouped-digits.js'
import { toInt } from '../../util/python-number.js'
import { CastFailure, castNumber } from './cast-number.js'
import { addDecimals, compareDecimals, decimal, decimalToFloat, timesDecimal, writtenDecimal } from './decimal.js'
import { type OverrideContext, overrideError } from './errors.js'
import { numeric } from './numbers.js'
import { shuffled } from './shuffle.js'
import type { ChoiceSweep, Element, NumberElement, RangeCast, RangeSweep } from './types.js'

/** No sweep enumerates more values: the rest of a computer's life is not enough for their jobs. */
export const maxValues = 1_000_000

/**
 * How many values a range has: exact up to a million, beyond that of the right size; Infinity for one that never ends.
 * @throws ConfigError for a step of zero, and for NaN
 */
export function rangeSize(sweep: RangeSweep, context: OverrideContext): number {
  const [start, stop, step] = [numeric(sweep.start), numeric(sweep.stop), numeric(sweep.step)]
  if (Number(step) === 0) throw overrideError(context, sweep.step.range, 'the step of a range cannot be 0')
  if (typeof start === 'bigint' && typeof stop === 'bigint' && typeof step === 'bigint') {
    const span = step > 0n ? stop - start : start - stop
    const size = step > 0n ? step : -step
    return span > 0n ? Number((span + size - 1n) / size) : 0
  }
  for (const part of [sweep.start, sweep.stop, sweep.step]) {
    if (Number.isNaN(part.value)) throw overrideError(context, part.range, 'nan is no bound of a range')
  }
  if (!(step > 0 ? start < stop : start > stop)) return 0
  const estimate = (Number(stop) - Number(start)) / Number(step)
  if (Math.abs(Number(step)) === Number.POSITIVE_INFINITY && start === -step)
    throw overrideError(context, sweep.step.range, 'inf - inf is no number')
  if (estimate === Number.POSITIVE_INFINITY) return estimate
  if (estimate > maxValues + 1) return Math.ceil(estimate)
  let count = 0
  for (const _ of floats(sweep, context)) count++
  return count
}

/**
 * The values of a choice or range, shuffled where it says so.
 * @throws ConfigError for a range that cannot be walked, or has more than a million values
 */
export function enumerate(sweep: ChoiceSweep | RangeSweep, context: OverrideContext): Iterable<Element> {
  if (sweep.kind === 'choice') return sweep.shuffle ? shuffled(sweep.list, context) : sweep.list
  const size = rangeSize(sweep, context)
  if (size > maxValues) {
    const message = size === Number.POSITIVE_INFINITY ? 'the range never ends' : `the range has ${count(size)} values`
    throw overrideError(context, sweep.range, `${message}: a sweep takes at most ${count(maxValues)}`)
  }
  const values = inTurn(sweep, context)
  return sweep.shuffle ? shuffled([...values], context) : values
}

/** The values of a range one by one, not shuffled, however many there are. */
export function inTurn(sweep: RangeSweep, context: OverrideContext): Iterable<Element> {
  const plain = [sweep.start, sweep.stop, sweep.step].some(({ kind }) => kind === 'float')
    ? floats(sweep, context)
    : ints(sweep)
  const { casts = [] } = sweep
  return casts.length === 0 ? plain : castEach(plain, casts, context)
}

function* castEach(
  values: Iterable<NumberElement>,
  casts: readonly RangeCast[],
  context: OverrideContext,
): Generator<Element> {
  try {
    for (const value of values) yield casts.reduce((element, name) => castNumber(name, element), value)
  } catch (error) {
    if (error instanceof CastFailure) throw overrideError(context, error.element.range, error.message)
    throw error
  }
}

/** `1,000,000`. */
export function count(size: number | bigint): string {
  if (typeof size === 'bigint') return groupedDigits(size)
  return size < 1e15 ? count(BigInt(size)) : `about ${size.toExponential(0)}`
}

function* ints({ start, stop, step, range }: RangeSweep): Generator<NumberElement> {
  const [last, by] = [BigInt(stop.value), BigInt(step.value)]
  for (let value = BigInt(start.value); by > 0n ? value < last : value > last; value += by) {
    yield { kind: 'int', value: toInt(value), range }
  }
}

/** A float of each value, which is computed as a decimal. */
function floats(sweep: RangeSweep, { versionBase }: OverrideContext): Generator<NumberElement> {
  return versionBase === '1.4' ? multiples(sweep) : sums(sweep)
}

/** 1.4 takes the floats as they are written: no value is off by what they were rounded. */
function* multiples({ start, stop, step, range }: RangeSweep): Generator<NumberElement> {
  const [first, last, by] = [writtenDecimal(start), writtenDecimal(stop), writtenDecimal(step)]
  const sign = numeric(step) > 0 ? -1 : 1
  let float = Number(start.value)
  for (let count = 1, value = first; compareDecimals(value, last) === sign; count++) {
    yield { kind: 'float', value: float, range }
    value = addDecimals(first, timesDecimal(by, count))
    float = decimalToFloat(value)
  }
}

/** 1.3 adds up decimals that hold the floats' exact values. */
function* sums({ start, stop, step, range }: RangeSweep): Generator<NumberElement> {
  const [last, by] = [decimal(stop), decimal(step)]
  const sign = numeric(step) > 0 ? -1 : 1
  let value = decimal(start)
  // No decimal here has a sign of zero: the first value is the start itself.
  for (let float = Number(start.value); compareDecimals(value, last) === sign; float = decimalToFloat(value)) {
    yield { kind: 'float', value: float, range }
    value = addDecimals(value, by)
  }
}
