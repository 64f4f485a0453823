import { byCodePoint } from './compare.js'
import type { OverrideContext } from './errors.js'
import { intElement, toFloat } from './numbers.js'
import { shuffled } from './shuffle.js'
import type { Arguments, ChoiceSweep, Element, NumberElement, Range, RangeSweep, Sweep } from './types.js'

/** Arguments of the right types that still make no sense; placed at `element`, or at the whole call. */
export class SweepMistake extends Error {
  constructor(
    message: string,
    readonly element?: Element,
  ) {
    super(message)
  }
}

/** Neither null, nor a sweep, nor a list edit. */
export function isPlain({ kind }: Element): boolean {
  return (
    kind === 'bool' || kind === 'int' || kind === 'float' || kind === 'string' || kind === 'list' || kind === 'dict'
  )
}

/** `f(a,b)` as Hydra has it: the arguments as a simple choice, in which no sweep may stand. */
export function simpleChoice(items: readonly Element[], range: Range): ChoiceSweep {
  const odd = items.find((item) => !isPlain(item) && item.kind !== 'null')
  if (odd) throw new SweepMistake('takes several values, or one sweep alone', odd)
  return { kind: 'choice', list: items, simpleForm: true, shuffle: false, tags: [], range }
}

/** `choice(a, b, …)`. A lone `choice(int(1,2))` is the inner one in its explicit form. */
export function choice({ rest, range }: Arguments): ChoiceSweep {
  const [first] = rest
  if (!first) throw new SweepMistake('needs at least one value')
  if (rest.length === 1 && first.kind === 'choice') {
    if (!first.simpleForm) throw new SweepMistake('a choice of a choice is not supported', first)
    return { ...first, simpleForm: false }
  }
  return { kind: 'choice', list: rest, simpleForm: false, shuffle: false, tags: [], range }
}

/** `range(stop)` or `range(start, stop, step=1)`. */
export function range({ named, range }: Arguments): RangeSweep {
  const [start, stop, step] = ['start', 'stop', 'step'].map((name) => named.get(name)) as NumberElement[]
  const given = stop && (stop as Element).kind !== 'null' ? stop : undefined
  return {
    kind: 'range',
    start: given ? (start as NumberElement) : intElement(0n, range),
    stop: given ?? (start as NumberElement),
    step: step ?? intElement(1n, range),
    shuffle: false,
    tags: [],
    range,
  }
}

/** `interval(start, end)`: both as floats. */
export function interval({ named, range }: Arguments): Sweep {
  const [start, end] = ['start', 'end'].map((name) => {
    const given = named.get(name) as NumberElement
    const value = toFloat(given)
    if (value === undefined) throw new SweepMistake('the int is too large for a float', given)
    return { kind: 'float', value, range: given.range } as const
  }) as [NumberElement, NumberElement]
  return { kind: 'interval', start, end, tags: [], range }
}

/** `tag(name…, sweep)`: replaces the sweep's tags. */
export function tag({ rest, named }: Arguments): Sweep {
  if (rest.length === 0) throw new SweepMistake('needs a sweep')
  const byName = named.get('sweep')
  const all = byName && byName.kind !== 'null' ? [...rest, byName] : rest
  const sweep = all.at(-1) as Element
  if (sweep.kind !== 'choice' && sweep.kind !== 'range' && sweep.kind !== 'interval' && sweep.kind !== 'zip') {
    throw new SweepMistake('the last argument is the sweep: a choice, a range or an interval', sweep)
  }
  const tags = new Set<string>()
  for (const name of all.slice(0, -1)) {
    if (name.kind !== 'string') throw new SweepMistake('a tag is a string', name)
    tags.add(name.value)
  }
  return { ...sweep, tags: [...tags].sort(byCodePoint) }
}

/** `glob(include, exclude)`: names or lists of names. */
export function glob({ named, range }: Arguments): Sweep {
  const list = (element: Element | undefined): readonly Element[] => {
    if (!element || element.kind === 'null') return []
    return element.kind === 'list' ? element.items : [element]
  }
  return { kind: 'glob', include: list(named.get('include')), exclude: list(named.get('exclude')), range }
}

/** `shuffle(list)` now, `shuffle(sweep)` and `shuffle(a, b, …)` when the sweep is enumerated. */
export function shuffle({ rest, named, range }: Arguments, context: OverrideContext): Element {
  const given = [named.get('list'), named.get('sweep')].find((e) => e && e.kind !== 'null')
  const only = given ?? (rest.length === 1 ? rest[0] : undefined)
  if (!only) return { ...simpleChoice(rest, range), shuffle: true }
  if (only.kind === 'choice' || only.kind === 'range' || only.kind === 'zip') return { ...only, shuffle: true }
  if (only.kind === 'list') return { ...only, items: shuffled(only.items, context) }
  return { kind: 'list', items: [only], range }
}
