import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { wrong } from './rule.js'

/** What sets it: true, or the first entry of a map. */
function setter(node: Node | undefined): Node | undefined {
  if (node?.kind === 'map') return [...node.entries.values()][0]
  return node?.kind === 'bool' && node.value ? node : undefined
}

/**
 * What Hydra's apps act on and a training run does not: it neither lets a config set its environment nor moves to another folder, and
 * there is no Python for the callbacks. A warning is better than silence.
 */
export function withoutEffect(hydra: MapNode): Diagnostic[] {
  return [['job', 'chdir'], ['job', 'env_set'], ['callbacks']].flatMap((keys) => {
    const node = setter(entryAt(hydra, ...keys))
    if (!node) return []
    const path = ['hydra', ...keys].join('.')
    return wrong('no-effect', path, node, `${path} has no effect on a training run`, { severity: 'warning' })
  })
}
