import { childPath } from '../config/index.js'
import type { Node } from '../config/node.js'
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
  const floats = new Set<string>()
  // Where the part stands: as text only for floats, of which there are few.
  const way: (string | number)[] = []
  const inside = (key: string | number, child: Node): unknown => {
    way.push(key)
    const converted = convert(child)
    way.pop()
    return converted
  }
  const convert = (part: Node): unknown => {
    if (part.kind === 'list') return part.items.map((item, index) => inside(index, item))
    if (part.kind === 'map') {
      const result: Record<string, unknown> = Object.create(null)
      for (const [key, child] of part.entries) result[String(key)] = inside(String(key), child)
      return result
    }
    if (part.kind === 'float') floats.add(pointerOf(way))
    return typeof part.value === 'bigint' ? Number(part.value) : part.value
  }
  return { data: convert(node), kinds: { floats } }
}

/** As a JSON pointer (RFC 6901). */
function pointerOf(way: readonly (string | number)[]): string {
  return way.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Every node below this one, itself first, with its path. */
export function* walk(node: Node, path = ''): Generator<PlacedNode> {
  yield { node, path }
  const below = node.kind === 'list' ? node.items : node.kind === 'map' ? node.entries : []
  for (const [key, child] of below.entries()) yield* walk(child, childPath(path, node, key))
}
