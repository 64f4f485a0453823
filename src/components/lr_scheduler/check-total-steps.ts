import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { wrongLength } from './cycle-length.js'

const keys = ['total_steps', 'epochs', 'steps_per_epoch'] as const

/** OneCycleLR must be told the length of its cycle, once. What is not resolved yet may be any length. */
export function checkTotalSteps(node: Node, path: string): readonly Diagnostic[] {
  const open = keys.some((key) => ['interpolation', 'missing'].includes(entryAt(node, key)?.kind ?? ''))
  if (open) return []
  const number = (key: string) => {
    const child = entryAt(node, key)
    return child?.kind === 'int' ? Number(child.value) : null
  }
  const [total_steps, epochs, steps_per_epoch] = keys.map(number)
  const wrong = wrongLength({ total_steps, epochs, steps_per_epoch }, path)
  if (!wrong) return []
  const source = entryAt(node, wrong.path.slice(path.length + 1))?.source ?? node.source
  return [{ ...wrong, source }]
}
