import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'

/** OneCycleLR must be told the length of its cycle. */
export function checkTotalSteps(node: Node, path: string): readonly Diagnostic[] {
  if (node.kind !== 'map') return []
  const given = (key: string) => (node.entries.get(key)?.kind ?? 'null') !== 'null'
  if (given('total_steps') || (given('epochs') && given('steps_per_epoch'))) return []
  return [
    {
      code: 'missing-total-steps',
      path: `${path}.total_steps`,
      message: 'OneCycleLR needs total_steps, or both epochs and steps_per_epoch',
      ...(node.source && { source: node.source }),
    },
  ]
}
