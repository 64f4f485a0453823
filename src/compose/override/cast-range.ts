import { warnOf13 } from '../version-base.js'
import { enumerate, maxValues, rangeSize } from './enumerate.js'
import { type OverrideContext, sourceOf } from './errors.js'
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
  const is = valuesOf(ends, context)
  const wanted = valuesOf(each, { ...context, versionBase: '1.4' })
  if (is?.join() === wanted?.join() || wanted === undefined) return
  const shown = (values: readonly number[]) =>
    `${values.slice(0, MOST_SHOWN).join(',')}${values.length > MOST_SHOWN ? ',…' : ''}`
  const gives = is === undefined ? 'its step is then 0' : `gives ${shown(is)}`
  const message = `${name}(…) of a range casts its ends and its step, not its values: ${gives}`
  context.warn?.(warnOf13({ path: '', message, source: sourceOf(context, each.range) }, `gives ${shown(wanted)}`))
}

/** Undefined where they cannot be told. */
function valuesOf(sweep: RangeSweep, context: OverrideContext): number[] | undefined {
  const bounds = [sweep.start, sweep.stop, sweep.step].map(({ value }) => Number(value))
  if (!bounds.every(Number.isFinite) || bounds[2] === 0 || rangeSize(sweep, context) > maxValues) return undefined
  return Array.from(enumerate(sweep, context), (value) => Number((value as NumberElement).value))
}
