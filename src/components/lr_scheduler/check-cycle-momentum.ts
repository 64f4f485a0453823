import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import { componentSchema, ownProperties } from '../../schema/component-schema.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { className } from '../class-name.js'
import { optimizerManifests } from '../optimizer/manifests.js'

/** A schedule that cycles momentum needs an optimizer that has one. */
export function checkCycleMomentum(node: Node, path: string, root: Node): readonly Diagnostic[] {
  if (node.kind !== 'map' || root.kind !== 'map') return []
  const cycles = node.entries.get('cycle_momentum')
  if (cycles?.kind === 'bool' && !cycles.value) return []
  const optimizer = root.entries.get('optimizer')
  if (hasMomentum(optimizer)) return []
  const name = className(optimizer)
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

/** Whether the schema of an optimizer has `momentum` or `betas`; those of plugins say so when they are made. */
function hasMomentum(optimizer: Node | undefined): boolean {
  const target = entryAt(optimizer, '_target_')
  const name = target?.kind === 'string' ? target.value : ''
  const manifest = optimizerManifests.find((each) => each.target === name || each.aliases.includes(name))
  if (!manifest) return true
  const properties = ownProperties(componentSchema(manifest))
  return 'momentum' in properties || 'betas' in properties
}
