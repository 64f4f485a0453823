import { keyText } from '../config/index.js'
import type { Key, Node } from '../config/node.js'
import { describeSource } from '../util/source.js'

/**
 * Who set each value of a config, by the value's dotted key, as `explain` says it: a line of a file, an override, a
 * schema's default.
 * @param mask hides what a text must not say
 */
export function configSources(root: Node, mask = (text: string) => text): Record<string, string> {
  const found: [string, string][] = []
  const walk = (node: Node, path: readonly Key[]) => {
    if (node.kind === 'map' && (node.entries.size > 0 || path.length === 0)) {
      for (const [key, child] of node.entries) walk(child, [...path, key])
    } else if (node.source) found.push([path.map((key) => keyText(key)).join('.'), mask(describeSource(node.source))])
  }
  walk(root, [])
  return Object.fromEntries(found)
}
