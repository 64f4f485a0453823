import { childPath } from '../config/index.js'
import type { ListNode, MapNode, Node } from '../config/node.js'
import type { NumberKinds } from './number-kind.js'

/** A node and the path to it, as messages show it. */
export interface PlacedNode {
  node: Node
  path: string
}

/** The child that a JSON pointer's segment names, or undefined. Typed keys are found by their text. */
export function stepInto(place: PlacedNode, segment: string): PlacedNode | undefined {
  const { node, path } = place
  if (node.kind === 'list') {
    const item = node.items[Number(segment)]
    return item && { node: item, path: childPath(path, node, Number(segment)) }
  }
  if (node.kind !== 'map') return undefined
  const key = node.entries.has(segment) ? segment : [...node.entries.keys()].find((other) => String(other) === segment)
  const child = key === undefined ? undefined : node.entries.get(key)
  return child && key !== undefined ? { node: child, path: childPath(path, node, key) } : undefined
}

/** Follows a JSON pointer (`/betas/1`) as far as the tree goes. */
export function followPointer(place: PlacedNode, pointer: string): PlacedNode {
  let at = place
  for (const segment of pointer.split('/').slice(1)) {
    const next = stepInto(at, segment.replaceAll('~1', '/').replaceAll('~0', '~'))
    if (!next) return at
    at = next
  }
  return at
}

/**
 * A node as JSON Schema sees it, and which of its numbers are floats. `???` and texts still to resolve are their text.
 */
export function toJson(node: Node): { data: unknown; kinds: NumberKinds } {
  const { data, floats } = node.kind === 'map' ? (known.get(node) ?? convertedBelow(node)) : converted(node)
  let asSet: ReadonlySet<string> | undefined
  return {
    data,
    kinds: {
      // Few schemas ask.
      get floats() {
        asSet ??= new Set(floats())
        return asSet
      },
    },
  }
}

interface Converted {
  readonly data: unknown
  /** JSON pointers from the node to the floats in it, listed when they are asked for; its own is empty. */
  readonly floats: () => readonly string[]
}

const none = (): readonly string[] => []
const itself = (): readonly string[] => ['']

/** Of maps and lists: the jobs of a sweep share most of them. */
const known = new WeakMap<Node, Converted>()

function converted(node: Node): Converted {
  if (node.kind !== 'map' && node.kind !== 'list') {
    const data = typeof node.value === 'bigint' ? Number(node.value) : node.value
    return { data, floats: node.kind === 'float' ? itself : none }
  }
  const before = known.get(node)
  if (before) return before
  const result = convertedBelow(node)
  known.set(node, result)
  return result
}

function convertedBelow(node: MapNode | ListNode): Converted {
  const data: Record<string, unknown> | unknown[] = node.kind === 'list' ? [] : Object.create(null)
  const floating: [string, Converted][] = []
  for (const [key, child] of node.kind === 'list' ? node.items.entries() : node.entries) {
    const below = converted(child)
    ;(data as Record<string, unknown>)[String(key)] = below.data
    if (below.floats !== none) floating.push([String(key), below])
  }
  return { data, floats: floating.length === 0 ? none : () => pointersOf(floating) }
}

/** As RFC 6901 has them. */
function pointersOf(floating: readonly (readonly [string, Converted])[]): string[] {
  return floating.flatMap(([key, { floats }]) => floats().map((pointer) => `/${escaped(key)}${pointer}`))
}

function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** By node, where it stood last: the jobs of a sweep share most of them. */
const notable = new WeakMap<Node, { path: string; places: readonly PlacedNode[] }>()

/**
 * The nodes that are looked at for themselves, in the order of `walk`: components, what is missing, and whole numbers
 * that a number of JavaScript cannot hold.
 */
export function notablePlaces(node: Node, path: string): readonly PlacedNode[] {
  if (node.kind !== 'map' && node.kind !== 'list') return isNotable(node) ? [{ node, path }] : []
  const known = notable.get(node)
  if (known?.path === path) return known.places
  const places: PlacedNode[] = isNotable(node) ? [{ node, path }] : []
  for (const [key, child] of node.kind === 'list' ? node.items.entries() : node.entries) {
    if (child.kind === 'map' || child.kind === 'list' || isNotable(child))
      for (const place of notablePlaces(child, childPath(path, node, key))) places.push(place)
  }
  notable.set(node, { path, places })
  return places
}

function isNotable(node: Node): boolean {
  if (node.kind === 'map') return node.entries.has('_target_')
  return node.kind === 'missing' || (node.kind === 'int' && typeof node.value === 'bigint')
}

/** Every node below this one, itself first, with its path. */
export function* walk(node: Node, path = ''): Generator<PlacedNode> {
  yield { node, path }
  const below = node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries : []
  for (const [key, child] of below.entries()) yield* walk(child, childPath(path, node, key))
}
