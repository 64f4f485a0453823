import { warnOf13 } from '../version-base.js'
import { inTurn, maxValues } from './enumerate.js'
import { type OverrideContext, sourceOf } from './errors.js'
import { numeric } from './numbers.js'
import type { NumberElement, RangeCast, RangeSweep } from './types.js'

/** Casts one number. */
type CastNumber = (name: RangeCast, part: NumberElement) => NumberElement

/**
 * `int(range(…))`, `float(range(…))`: 1.4 casts each value of the range, 1.3 its ends and its step, and forgets its
 * tags and that it is shuffled.
 */
export function castRange(name: RangeCast, sweep: RangeSweep, of: CastNumber, context: OverrideContext): RangeSweep {
  const each: RangeSweep = { ...sweep, casts: [...(sweep.casts ?? []), name] }
  if (context.versionBase === '1.4') return each
  const [start, stop, step] = [sweep.start, sweep.stop, sweep.step].map((part) => of(name, part))
  const ends = { ...sweep, start, stop, step, shuffle: false, tags: [] } as RangeSweep
  if (context.warn) warnOfEnds(name, ends, { ...each, shuffle: false }, context)
  return ends
}

/** Values shown in a warning. */
const MOST_SHOWN = 5

function warnOfEnds(name: RangeCast, ends: RangeSweep, each: RangeSweep, context: OverrideContext): void {
  const [is, wanted] = [partsOf(ends), partsOf(each)]
  if (!wanted.every((part) => Number.isFinite(Number(part))) || Number(each.step.value) === 0) return
  if (is.every((part, index) => isEqual(part, wanted[index] as number | bigint))) return
  const mended = () => valuesOf(each, { ...context, versionBase: '1.4' })
  const isZero = Number(ends.step.value) === 0
  if (!isZero && haveSame(valuesOf(ends, context), mended())) return
  const gives = isZero ? 'its step is then 0' : `gives ${shown(valuesOf(ends, context))}`
  const message = `${name}(…) of a range casts its ends and its step, not its values: ${gives}`
  context.warn?.(warnOf13({ path: '', message, source: sourceOf(context, each.range) }, `gives ${shown(mended())}`))
}

function partsOf({ start, stop, step }: RangeSweep): (number | bigint)[] {
  return [start, stop, step].map(numeric)
}

/** Exactly: an int beyond 2^53 − 1 is not the float next to it. */
function isEqual(one: number | bigint, other: number | bigint): boolean {
  return !(one < other || one > other)
}

/** One by one, of no more than a sweep can take. */
function* valuesOf(sweep: RangeSweep, context: OverrideContext): Generator<number> {
  let count = 0
  for (const value of inTurn(sweep, context)) {
    if (count++ === maxValues) return
    yield Number((value as NumberElement).value)
  }
}

/** Whether both have the same values: walks no further than to the first that differs. */
function haveSame(one: Generator<number>, other: Generator<number>): boolean {
  for (const value of one) {
    const { done, value: beside } = other.next()
    if (done || beside !== value) return false
  }
  return other.next().done === true
}

/** `1,2,3,4,5,…`. */
function shown(values: Generator<number>): string {
  const first: (number | string)[] = []
  for (const value of values) {
    if (first.push(first.length < MOST_SHOWN ? value : '…') > MOST_SHOWN) break
  }
  return first.join()
}
