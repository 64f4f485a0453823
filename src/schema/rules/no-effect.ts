import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { didYouMean } from '../../util/suggest.js'
import { wrong } from './rule.js'

/** Options that only say how lines look: a tree chooses `colorlog` for all of its commands. */
const PLAIN = /\/(?:default|colorlog)$/

/** The first value in a config of Python's logging that is not such an option's own. */
function changed(node: Node | undefined): Node | undefined {
  if (node?.kind === 'map') return firstOf([...node.entries.values()].map(changed))
  if (node?.kind === 'list') return firstOf(node.items.map(changed))
  const source = node?.via?.source ?? node?.source
  return source === undefined || (source.kind === 'runtime' && PLAIN.test(source.by)) ? undefined : node
}

function firstOf(nodes: readonly (Node | undefined)[]): Node | undefined {
  return nodes.find((node) => node !== undefined)
}

/** What sets it, where it is true. */
function setter(node: Node | undefined): Node | undefined {
  return node?.kind === 'bool' && node.value ? node : undefined
}

/** What Hydra's apps act on and a training run does not: it moves to no other folder, and has a log of its own. */
const RUN_KEYS = [['job', 'chdir'], ['job_logging']]

/** Keys of the hydra node that do nothing on a training run: a warning is better than silence. */
export function withoutEffect(hydra: MapNode): Diagnostic[] {
  return RUN_KEYS.flatMap((each) => {
    const found = entryAt(hydra, ...each)
    const node = each[0] === 'job_logging' ? changed(found) : setter(found)
    if (!node) return []
    const path = ['hydra', ...each].join('.')
    return wrong('no-effect', path, node, `${path} has no effect on a training run`, { severity: 'warning' })
  })
}

/** Callbacks of the hydra node that nobody calls: Python's, and those of a name that is not registered. */
export function idleCallbacks(hydra: MapNode, registry: Registry): Diagnostic[] {
  const callbacks = entryAt(hydra, 'callbacks')
  if (callbacks?.kind !== 'map') return []
  return Array.from(callbacks.entries).flatMap(([name, node]) => {
    const target = entryAt(node, '_target_')
    if (target?.kind !== 'string' || registry.find(target.value)?.group === 'hydra/callbacks') return []
    const path = `hydra.callbacks.${name}`
    const hint = didYouMean(target.value, registry.names('hydra/callbacks'))
    const message = `${path} has no effect: '${target.value}' is no registered callback`
    return wrong('no-effect', path, target, message, { severity: 'warning', ...(hint !== undefined && { hint }) })
  })
}
