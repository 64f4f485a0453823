import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { transformKeys } from './transforms/params.js'

/** Keys of custom transforms that have no effect, or are lacking. */
export function checkTransforms(node: Node | undefined, path: string): Diagnostic[] {
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item, i) => checkOne(item, `${path}[${i}]`))
}

function checkOne(node: Node, path: string): Diagnostic[] {
  const name = entryAt(node, 'name')
  const known = name?.kind === 'string' && Object.hasOwn(transformKeys, name.value) ? transformKeys[name.value] : null
  if (node.kind !== 'map' || name?.kind !== 'string' || !known) return []
  const { needed, others } = known
  const fault = (at: string, message: string, of: Node): Diagnostic => {
    return { code: 'invalid-dataset', path: at, message: `${at} ${message}`, source: of.source }
  }
  const missing = needed.filter((key) => !node.entries.has(key)).map((key) => fault(path, `needs '${key}'`, name))
  const unused = [...node.entries].flatMap(([key, value]) => {
    const means = key === 'name' || [...needed, ...others].includes(String(key))
    return means ? [] : [fault(`${path}.${String(key)}`, `means nothing to ${name.value}`, value)]
  })
  return [...missing, ...unused]
}
