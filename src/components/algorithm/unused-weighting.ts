import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { className } from '../class-name.js'

/** One task alone is not weighed: a warning where something else than the default is chosen for it. */
export function unusedWeighting(node: Node, path: string): Diagnostic[] {
  const weighting = entryAt(node, 'weighting')
  if (weighting?.kind !== 'map' || className(weighting) === 'Mean') return []
  const at = `${path}.weighting`
  const message = `${at} has no effect with algorithm=single_learning, which trains one task`
  const { source } = weighting
  // Where an option was chosen, its file says nothing of the choice.
  const isOption = source?.kind === 'file' && /(?:^|[\\/])weighting[\\/][^\\/]+$/.test(source.file)
  return [{ code: 'no-effect', severity: 'warning', path: at, message, ...(!isOption && { source }) }]
}
