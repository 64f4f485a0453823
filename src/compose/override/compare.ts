import { isNumber, numeric } from './numbers.js'
import type { Element } from './types.js'

/** Python raises TypeError: its values have no order. */
export class NoOrder extends Error {
  constructor(
    readonly left: Element,
    readonly right: Element,
  ) {
    super('no order')
  }
}

/** Python's `a == b` of parsed values: `1 == 1.0 == True`, a quoted string is not its text unquoted. */
function equal(a: Element, b: Element): boolean {
  // biome-ignore lint/suspicious/noDoubleEquals: a bigint never is identical to a number
  if (isNumber(a) && isNumber(b)) return numeric(a) == numeric(b)
  if (a.kind === 'string' && b.kind === 'string') return a.value === b.value && a.quote === b.quote
  if (a.kind === 'null') return b.kind === 'null'
  if (a.kind === 'list' && b.kind === 'list') return equalLists(a.items, b.items)
  if (a.kind === 'dict' && b.kind === 'dict') {
    return (
      a.entries.length === b.entries.length &&
      a.entries.every(([key, value]) => b.entries.some(([k, v]) => equal(key, k) && equal(value, v)))
    )
  }
  if (a.kind === 'choice' && b.kind === 'choice') {
    const same = a.simpleForm === b.simpleForm && a.shuffle === b.shuffle && `${a.tags}` === `${b.tags}`
    return same && equalLists(a.list, b.list)
  }
  if (a.kind === 'range' && b.kind === 'range') {
    const same = a.shuffle === b.shuffle && `${a.tags}` === `${b.tags}`
    return same && equal(a.start, b.start) && equal(a.stop, b.stop) && equal(a.step, b.step)
  }
  if (a.kind === 'interval' && b.kind === 'interval') {
    return `${a.tags}` === `${b.tags}` && equal(a.start, b.start) && equal(a.end, b.end)
  }
  if (a.kind === 'glob' && b.kind === 'glob') {
    return equalLists(a.include, b.include) && equalLists(a.exclude, b.exclude)
  }
  return false
}

function equalLists(a: readonly Element[], b: readonly Element[]): boolean {
  return a.length === b.length && a.every((item, i) => equal(item, b[i] as Element))
}

/**
 * Python's `a < b` of parsed values: numbers, unquoted strings by code point, lists item by item.
 * @throws NoOrder for any other pair
 */
export function less(a: Element, b: Element): boolean {
  if (isNumber(a) && isNumber(b)) return numeric(a) < numeric(b)
  if (a.kind === 'string' && b.kind === 'string' && !a.quote && !b.quote) return byCodePoint(a.value, b.value) < 0
  if (a.kind === 'list' && b.kind === 'list') {
    const at = a.items.findIndex((item, i) => i >= b.items.length || !equal(item, b.items[i] as Element))
    if (at < 0) return a.items.length < b.items.length
    return at < b.items.length && less(a.items[at] as Element, b.items[at] as Element)
  }
  throw new NoOrder(a, b)
}

/** JavaScript's own order is by UTF-16 unit: it puts U+FF5E behind U+1F600. */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    if (a[i] === b[i]) continue
    const low = (code: number) => (code >= 0xdc00 && code <= 0xdfff ? i - 1 : i)
    return (a.codePointAt(low(a.charCodeAt(i))) as number) - (b.codePointAt(low(b.charCodeAt(i))) as number)
  }
  return a.length - b.length
}

/**
 * Python's `sorted`: stable; `reverse` keeps equal items in their order. Up to 63 items it makes Python's own
 * comparisons (a run, then binary insertion), so that NaN, which has no order, ends up in the same place.
 * @throws NoOrder
 */
export function sorted(items: readonly Element[], reverse: boolean): Element[] {
  const list = reverse ? [...items].reverse() : [...items]
  if (list.length < 64) insertionSort(list)
  else list.sort((a, b) => (less(a, b) ? -1 : less(b, a) ? 1 : 0))
  return reverse ? list.reverse() : list
}

function insertionSort(list: Element[]): void {
  const at = (i: number) => list[i] as Element
  let run = Math.min(list.length, 2)
  if (run === 2) {
    const descending = less(at(1), at(0))
    while (run < list.length && less(at(run), at(run - 1)) === descending) run++
    if (descending) list.splice(0, run, ...list.slice(0, run).reverse())
  }
  for (; run < list.length; run++) {
    const pivot = at(run)
    let [low, high] = [0, run]
    while (low < high) {
      const middle = (low + high) >> 1
      if (less(pivot, at(middle))) high = middle
      else low = middle + 1
    }
    list.splice(run, 1)
    list.splice(low, 0, pivot)
  }
}
