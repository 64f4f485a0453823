import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'

/** `StepLR` of any of the names that a component's `_target_` can have; empty where it has none. */
export function className(node: Node | undefined): string {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' ? target.value.slice(target.value.lastIndexOf('.') + 1) : ''
}
