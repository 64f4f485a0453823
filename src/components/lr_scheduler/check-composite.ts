import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { className } from '../class-name.js'
import { compositeFaults } from './composite-faults.js'

const composites = new Set(['ChainedScheduler', 'SequentialLR'])

/** What a chain or a sequence of schedulers can hold, and how many milestones it needs. */
export function checkComposite(node: Node, path: string): readonly Diagnostic[] {
  const schedulers = entryAt(node, 'schedulers')
  if (schedulers?.kind !== 'list') return []
  const parts = schedulers.items.map((item) => {
    const name = className(item)
    return { monitors: name === 'ReduceLROnPlateau', composite: composites.has(name) }
  })
  const milestones = className(node) === 'SequentialLR' ? entryAt(node, 'milestones') : undefined
  const count = milestones?.kind === 'list' ? milestones.items.length : undefined
  return compositeFaults(parts, count, path).map((fault) => {
    const index = /\[(\d+)\]$/.exec(fault.path)?.[1]
    const at = fault.code === 'wrong-length' ? milestones : schedulers.items[Number(index)]
    return { ...fault, source: (at ?? schedulers).source }
  })
}
