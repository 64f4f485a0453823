import { keyText, pythonStr } from '../config/index.js'
import type { Key, Node } from '../config/node.js'
import { maskNamed } from '../util/mask-named.js'

/** A value of a config as JSON carries it. */
export type FlatValue = string | number | boolean | null | FlatValue[]

/**
 * A config under dotted keys: `optimizer.lr` → 0.1. Lists stay whole; what JSON cannot say (NaN, large integers,
 * interpolations that stay) is text.
 * @param mask hides what a text must not say; what is named like a secret is hidden, too
 */
export function flatConfig(root: Node, mask = (text: string) => text): Record<string, FlatValue> {
  const found: [string, FlatValue][] = []
  const walk = (node: Node, path: readonly Key[]) => {
    if (node.kind === 'map' && (node.entries.size > 0 || path.length === 0)) {
      for (const [key, child] of node.entries) walk(child, [...path, key])
    } else {
      const name = path.map((key) => keyText(key)).join('.')
      found.push([name, jsonValue(node, (text) => maskNamed(name, mask(text)))])
    }
  }
  walk(root, [])
  return Object.fromEntries(found)
}

function jsonValue(node: Node, mask: (text: string) => string): FlatValue {
  switch (node.kind) {
    case 'list':
      return node.items.map((item) => jsonValue(item, mask))
    case 'null':
      return null
    case 'bool':
      return node.value
    case 'string':
      return mask(node.value)
    case 'int':
      return typeof node.value === 'number' ? node.value : String(node.value)
    case 'float':
      return Number.isFinite(node.value) ? node.value : pythonStr(node)
    case 'interpolation':
      return node.value
    default:
      return mask(pythonStr(node))
  }
}

/** What a task is called, by the config of its run. */
export function taskLabel(config: Readonly<Record<string, FlatValue>>, taskId: number | string): string {
  const name = config[`dataset.tasks.${taskId}.name`]
  return typeof name === 'string' ? name : String(taskId)
}
