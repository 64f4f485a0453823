import { selectPlace } from '../interpolation/evaluate.js'
import type { MapNode, Node } from '../node.js'
import { isContainer, type Place } from '../place.js'
import { keyText } from '../python.js'
import { textNode } from '../scalar.js'
import type { Call } from './builtin.js'

function selectMap({ frame, tree, name, args, fail }: Call): { key: string; map: MapNode } {
  const node = args[0]?.node
  const key = node?.kind === 'string' ? node.value : fail(`'${name}' takes the path of a map`)
  const found = selectPlace(frame, key, { range: tree, throwOnMissing: true, lenient: true })
  if (!found) return fail(`'${name}': there is no '${key}'`)
  if (found.node.kind !== 'map' || !isContainer(found)) return fail(`'${name}': '${key}' is no map`)
  return { key, map: found.node }
}

/** A list that stands where the interpolation stands, so that relative paths in it work. */
function listHere(call: Call, items: readonly Node[]): Place {
  return { node: { kind: 'list', items }, parent: call.frame.parent, key: undefined }
}

/** `${oc.dict.keys:path}`: the keys of a map. */
export function dictKeys(call: Call): Place {
  const { map } = selectMap(call)
  const items = [...map.entries.keys()].map((key): Node => {
    if (typeof key === 'string') return textNode(key)
    if (typeof key === 'boolean') return { kind: 'bool', value: key }
    if (key === null) return { kind: 'null', value: null }
    const float = typeof key === 'number' ? map.floatKeys?.get(key) : undefined
    if (float !== undefined) return { kind: 'float', value: float }
    if (typeof key === 'number' && !Number.isInteger(key)) return { kind: 'float', value: key }
    return { kind: 'int', value: key }
  })
  return listHere(call, items)
}

/** `${oc.dict.values:path}`: references to the values of a map. */
export function dictValues(call: Call): Place {
  const { key, map } = selectMap(call)
  // The list adds a level, so a relative path needs one more dot.
  const prefix = key.startsWith('.') ? `.${key}` : key
  return listHere(
    call,
    [...map.entries.keys()].map((name) => ({
      kind: 'interpolation',
      value: `\${${prefix}.${keyText(name, map.floatKeys)}}`,
    })),
  )
}

/** A value that a resolver made, as a part of the tree: texts in it are interpolations again. */
export function asTree(node: Node): Node {
  if (node.kind === 'map') {
    const entries = new Map([...node.entries].map(([key, value]) => [key, asTree(value)]))
    return { ...node, entries }
  }
  if (node.kind === 'list') return { ...node, items: node.items.map(asTree) }
  return node.kind === 'string' ? textNode(node.value) : node
}
