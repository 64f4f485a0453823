import { warnOf13 } from '../version-base.js'
import { less, sorted } from './compare.js'
import { enumerate, maxValues, rangeSize } from './enumerate.js'
import { type OverrideContext, sourceOf } from './errors.js'
import { absolute, add, negate } from './numbers.js'
import { SweepMistake, simpleChoice } from './sweeps.js'
import type { Arguments, ChoiceSweep, Element, NumberElement, RangeSweep } from './types.js'

/** `sort(list)`, `sort(sweep)`, `sort(a, b, …)`; one plain value stays as it is. */
export function sort({ rest, named, range }: Arguments, context: OverrideContext): Element {
  const flag = named.get('reverse')
  const reverse = flag?.kind === 'bool' && flag.value
  const given = [named.get('list'), named.get('sweep')].find((e) => e && e.kind !== 'null')
  if (rest.length === 0 && !given) throw new SweepMistake('needs something to sort')
  const only = given ?? (rest.length === 1 ? rest[0] : undefined)
  if (!only) {
    const odd = rest.find(({ kind }) => kind !== 'int' && kind !== 'float' && kind !== 'bool' && kind !== 'string')
    if (odd) throw new SweepMistake('several values to sort must be numbers or strings', odd)
    return sortChoice(simpleChoice(rest, range), reverse, context)
  }
  if (only.kind === 'choice') return sortChoice(only, reverse, context)
  if (only.kind === 'range') return sortRange(only, reverse, context)
  return only.kind === 'list' ? { ...only, items: sorted(only.items, reverse) } : only
}

function sortChoice(sweep: ChoiceSweep, reverse: boolean, context: OverrideContext): ChoiceSweep {
  return ended({ ...sweep, list: sorted(sweep.list, reverse) }, context)
}

function sortRange(sweep: RangeSweep, reverse: boolean, context: OverrideContext): RangeSweep {
  if (context.versionBase === '1.4') return ended(backwards(sweep, reverse, context), context)
  const turned = turn(sweep, reverse)
  if (context.warn) warnOfTurned(sweep, turned, reverse, context)
  return ended(turned, context)
}

/** What is sorted is no longer shuffled: in 1.3 it is. */
function ended<Sorted extends ChoiceSweep | RangeSweep>(sweep: Sorted, context: OverrideContext): Sorted {
  if (!sweep.shuffle) return sweep
  if (context.versionBase === '1.4') return { ...sweep, shuffle: false }
  const about = {
    path: '',
    message: 'sort(…) of what is shuffled leaves it shuffled',
    source: sourceOf(context, sweep.range),
  }
  context.warn?.(warnOf13(about, 'sorts it'))
  return sweep
}

/** Turns a range round, as 1.3 does it: exact only where the step divides the range. */
function turn(sweep: RangeSweep, reverse: boolean): RangeSweep {
  const { start, stop, step } = sweep
  if (reverse ? !less(start, stop) : !less(stop, start)) return sweep
  const sign = reverse ? -1 : 1
  const [newStart, newStop] = [add(stop, absolute(step), sign), add(start, absolute(step), sign)]
  if (!newStart || !newStop) throw new SweepMistake('the int is too large for a float', sweep)
  return { ...sweep, start: newStart, stop: newStop, step: negate(step) }
}

/** The same values from the last to the first, where that is their order. */
function backwards(sweep: RangeSweep, reverse: boolean, given: OverrideContext): RangeSweep {
  const context: OverrideContext = { ...given, versionBase: '1.4' }
  const { start, step } = sweep
  if (Number(step.value) > 0 !== reverse) return sweep
  const size = rangeSize(sweep, context)
  if (size < 2 || size > maxValues) return sweep
  const values = [...enumerate({ ...sweep, shuffle: false }, context)] as NumberElement[]
  const back = negate(step)
  const [first, last] = [values[0], values.at(-1)] as [NumberElement, NumberElement]
  // Half a step beyond the end: no rounding leaves a value out, or adds one.
  const stop =
    first.kind === 'float'
      ? ({ kind: 'float', value: first.value + Number(back.value) / 2, range: start.range } as const)
      : add(first, back)
  return { ...sweep, start: { ...last, range: start.range }, stop: stop as NumberElement, step: back }
}

/** Values shown in a warning. */
const MOST_SHOWN = 5

function warnOfTurned(sweep: RangeSweep, turned: RangeSweep, reverse: boolean, context: OverrideContext): void {
  const [was, is] = [turned, backwards(sweep, reverse, context)].map((one) => {
    const size = rangeSize(one, context)
    return size > maxValues
      ? []
      : Array.from(enumerate({ ...one, shuffle: false }, context), (value) => numberOf(value))
  }) as [number[], number[]]
  const near = Math.abs(Number(sweep.step.value)) * 1e-6
  if (was.length === is.length && was.every((value, i) => Math.abs(value - (is[i] as number)) <= near)) return
  const shown = (values: number[]) =>
    `${values.slice(0, MOST_SHOWN).join(',')}${values.length > MOST_SHOWN ? ',…' : ''}`
  const message = `sort(…) of a range that its step does not divide gives other values: ${shown(was)}`
  context.warn?.(warnOf13({ path: '', message, source: sourceOf(context, sweep.range) }, `gives ${shown(is)}`))
}

const numberOf = (element: Element): number => Number((element as NumberElement).value)
