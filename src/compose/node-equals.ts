import type { Node } from '../config/index.js'

const number = (node: Node): number | bigint | undefined => {
  if (node.kind === 'bool') return node.value ? 1 : 0
  return node.kind === 'int' || node.kind === 'float' ? node.value : undefined
}

/** Are two values equal as Python has it: `1`, `1.0` and `true` are, the order of keys does not matter. */
export function nodeEquals(a: Node, b: Node): boolean {
  const x = number(a)
  const y = number(b)
  // biome-ignore lint/suspicious/noDoubleEquals: 1n == 1, as Python compares its ints and floats.
  if (x !== undefined && y !== undefined) return x == y
  if (a.kind === 'map' || b.kind === 'map') {
    if (a.kind !== 'map' || b.kind !== 'map' || a.entries.size !== b.entries.size) return false
    return [...a.entries].every(([key, value]) => {
      const other = b.entries.get(key)
      return other !== undefined && nodeEquals(value, other)
    })
  }
  if (a.kind === 'list' || b.kind === 'list') {
    if (a.kind !== 'list' || b.kind !== 'list' || a.items.length !== b.items.length) return false
    return a.items.every((item, index) => nodeEquals(item, b.items[index] as Node))
  }
  if (a.kind === 'bytes' || b.kind === 'bytes') {
    return a.kind === 'bytes' && b.kind === 'bytes' && Buffer.compare(a.value, b.value) === 0
  }
  // An interpolation or `???` in an override is text to Python.
  return x === undefined && y === undefined && a.value === b.value
}
