import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { className } from '../class-name.js'

/** Torch's optimizers with neither `momentum` nor `betas`. */
const withoutMomentum = new Set(['Adagrad', 'Adadelta', 'ASGD', 'Rprop'])

/** A schedule that cycles momentum needs an optimizer that has one. */
export function checkCycleMomentum(node: Node, path: string, root: Node): readonly Diagnostic[] {
  if (node.kind !== 'map' || root.kind !== 'map') return []
  const cycles = node.entries.get('cycle_momentum')
  if (cycles?.kind === 'bool' && !cycles.value) return []
  const name = className(root.entries.get('optimizer'))
  if (!withoutMomentum.has(name)) return []
  const source = cycles?.source ?? node.source
  return [
    {
      code: 'no-momentum-to-cycle',
      path: `${path}.cycle_momentum`,
      message: `${path}.cycle_momentum is on, but ${name} has no momentum to cycle`,
      hint: 'set cycle_momentum to false',
      source,
    },
  ]
}
