import type { MapNode, Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { nesterovFault } from './nesterov.js'

/** SGD's one rule between keys, for the optimizer and for each of its `param_groups`. */
export function checkNesterov(node: Node, path: string): readonly Diagnostic[] {
  if (node.kind !== 'map') return []
  const groups = child(node, 'param_groups')
  const overrides = groups?.kind === 'map' ? [...groups.entries] : []
  const diagnostics: Diagnostic[] = []
  for (const [name, own] of [[undefined, node] as const, ...overrides]) {
    if (own.kind !== 'map') continue
    const value = (key: string) => number(child(own, key)) ?? number(child(node, key)) ?? 0
    const nesterov = child(own, 'nesterov')
    const asked = nesterov?.kind === 'bool' ? nesterov : child(node, 'nesterov')
    const options = {
      nesterov: asked?.kind === 'bool' && asked.value,
      momentum: value('momentum'),
      dampening: value('dampening'),
    }
    const fault = nesterovFault(options, name === undefined ? path : `${path}.param_groups.${String(name)}`)
    if (fault) diagnostics.push({ ...fault, source: asked?.source })
  }
  return diagnostics
}

function child(node: MapNode, key: string): Node | undefined {
  return node.entries.get(key)
}

function number(node: Node | undefined): number | undefined {
  return node?.kind === 'int' || node?.kind === 'float' ? Number(node.value) : undefined
}
