import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { className } from '../class-name.js'

const composites = new Set(['ChainedScheduler', 'SequentialLR'])

/** What a chain or a sequence of schedulers can hold, and how many milestones it needs. */
export function checkComposite(node: Node, path: string): readonly Diagnostic[] {
  const schedulers = entryAt(node, 'schedulers')
  if (node.kind !== 'map' || schedulers?.kind !== 'list') return []
  const diagnostics: Diagnostic[] = []
  const refuse = (code: string, key: string, message: string, at: Node) =>
    diagnostics.push({ code, path: `${path}.${key}`, message, ...(at.source && { source: at.source }) })
  const sequence = className(node) === 'SequentialLR'
  schedulers.items.forEach((item, index) => {
    const key = `schedulers.${index}`
    const name = className(item)
    if (name === 'ReduceLROnPlateau') {
      refuse('needs-metric', key, `${path}.${key}: a ReduceLROnPlateau needs a metric at each step`, item)
    }
    if (sequence && index > 0 && composites.has(name)) {
      refuse('composite-takes-over', key, `${path}.${key}: a ${name} can only come first in a SequentialLR`, item)
    }
  })
  const milestones = node.entries.get('milestones')
  const expected = schedulers.items.length - 1
  if (sequence && milestones?.kind === 'list' && milestones.items.length !== expected) {
    const message = `${path}.milestones must be ${expected} for ${expected + 1} schedulers, but are ${milestones.items.length}`
    refuse('wrong-length', 'milestones', message, milestones)
  }
  return diagnostics
}
