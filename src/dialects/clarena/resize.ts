import { fromPlain, type Node } from '../../config/index.js'

/**
 * Torchvision's sizes as height and width: `32`, `[32, 32]`, and their text, as CLArena takes it: `(32, 32)`. Null
 * stays so; undefined: it is none of them.
 */
export function sizeOf(node: Node): Node | undefined {
  if (node.kind === 'null') return node
  const sides = sidesOf(node)
  if (sides.length === 1) sides.push(sides[0] as number)
  if (sides.length !== 2 || !sides.every(Number.isInteger)) return undefined
  return { ...fromPlain(sides), source: node.source, keySource: node.keySource } as Node
}

function sidesOf(node: Node): number[] {
  if (node.kind === 'list') return node.items.map((item) => ('value' in item ? Number(item.value) : Number.NaN))
  if (node.kind === 'int') return [Number(node.value)]
  if (node.kind !== 'string') return []
  const [, one, pair] = /^\s*(?:(\d+)|[([]\s*(\d+\s*,\s*\d+)\s*[)\]])\s*$/.exec(node.value) ?? []
  return (one ?? pair ?? '').split(',').map((side) => (side.trim() === '' ? Number.NaN : Number(side)))
}
