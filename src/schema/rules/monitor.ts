import { joinPath } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { MapNode } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import { didYouMean } from '../../util/suggest.js'
import { type Rule, textOf, wrong } from './rule.js'

/** A monitored value (`monitor` of a scheduler or callback) is one that the configured metrics log. */
export const monitor: Rule = {
  name: 'unknown-metric',
  check(root, registry) {
    const logged = loggedNames(root, registry)
    if (!logged) return []
    return monitors(root).flatMap(([path, node]) => {
      const name = textOf(node)
      if (name === undefined || node === undefined) return []
      if (logged.some((known) => known === name || patternOf(known).test(name))) return []
      return wrong(monitor.name, path, node, `${path}: no configured metric logs '${name}'`, {
        hint: didYouMean(name, logged) ?? `for example '${logged[0]}'`,
        notes: [`logged: ${logged.join(', ')}`],
      })
    })
  },
}

/** Undefined where a configured metric does not tell what it logs. */
function loggedNames(root: MapNode, registry: Registry): string[] | undefined {
  const metrics = root.entries.get('metrics')
  if (metrics?.kind !== 'map') return undefined
  const names: string[] = []
  for (const node of metrics.entries.values()) {
    const target = textOf(entryAt(node, '_target_'))
    if (target === undefined) continue
    const logs = registry.find(target)?.logs
    if (!logs) return undefined
    names.push(...logs)
  }
  return names.length > 0 ? names : undefined
}

function monitors(root: MapNode) {
  const callbacks = root.entries.get('callbacks')
  const named = callbacks?.kind === 'map' ? [...callbacks.entries] : []
  return [
    ['lr_scheduler.monitor', entryAt(root, 'lr_scheduler', 'monitor')] as const,
    ...named.map(([key, node]) => [`${joinPath('callbacks', String(key))}.monitor`, entryAt(node, 'monitor')] as const),
  ]
}

/** `task/val/acc_<t>` stands for one name a task. */
function patternOf(name: string): RegExp {
  return new RegExp(`^${name.split('<t>').map(escapeText).join('\\d+')}$`)
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
