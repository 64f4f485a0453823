import { keyText } from '../../config/index.js'
import { entryAt, joinPath } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import { certainFix } from '../../util/suggest.js'
import { placeOfValue } from '../provenance.js'
import { metricHint } from './nearest-metric.js'
import { type Rule, textOf, wrong } from './rule.js'
import { taskNameIn, trainedIds } from './tasks.js'

/**
 * A monitored value (`monitor` of a scheduler or callback) is one that a configured metric, callback or algorithm logs;
 * so is one that a text mentions, or there is a warning.
 */
export const monitor: Rule = {
  name: 'unknown-metric',
  check(root, registry) {
    const known = { registry, others: [] }
    const mentioned = unloggedNames(mentions(root, registry), root, known)
    return [
      ...unloggedNames(monitors(root), root, known),
      ...mentioned.map((each) => ({ ...each, severity: 'warning' as const })),
    ]
  },
}

/** A place, and a name that it refers to. */
type Named = readonly [path: string, node: Node | undefined, name: string | undefined]

/** Where metrics are looked up beside what is configured. */
export interface OtherMetrics {
  registry: Registry
  /** Names that there are beside those that are logged. */
  others: readonly string[]
  /** Which of both a hint names. Default: either. */
  proposed?: 'logged' | 'others'
}

/** What names a metric that no configured component logs; nothing where one does not tell what it logs. */
export function unloggedNames(
  named: readonly Named[],
  root: MapNode,
  { registry, others, proposed }: OtherMetrics,
): Diagnostic[] {
  // Most configs name none, or one that is logged under that very name.
  const asked = named.filter(([, , name]) => name !== undefined)
  const found = asked.length > 0 ? loggedNames(root, registry) : undefined
  if (!found) return []
  const logged = [...others, ...found]
  const doubtful = asked.filter(([, , name]) => !logged.includes(name as string))
  if (doubtful.length === 0) return []
  const trained = trainedIds(root).map((id) => taskNameIn(root, id))
  const patterns = logged.map((name) => patternOf(name, trained))
  const names = (proposed === 'logged' ? found : proposed === 'others' ? others : logged).flatMap((name) =>
    examples(name, trained),
  )
  return doubtful.flatMap(([path, node, name]) => {
    if (name === undefined || node === undefined || patterns.some((pattern) => pattern.test(name))) return []
    // A default of a schema stands in no file: what has it does.
    const source = placeOfValue(node)
    const at = source?.kind === 'schema' ? (placeAbove(root, path) ?? source) : source
    return wrong('unknown-metric', path, node, `${path}: nothing that is configured logs '${name}'`, {
      source: at,
      hint: metricHint(name, names),
      fix: certainFix(node.source, name, names),
      notes: [`logged: ${logged.join(', ') || 'nothing'}`],
    })
  })
}

function placeAbove(root: MapNode, path: string): Source | undefined {
  const keys = path.split('.').slice(0, -1)
  return entryAt(root, ...keys, '_target_')?.source
}

/** Every name that the run logs; undefined if a component does not tell its names, or the algorithm is not there. */
function loggedNames(root: MapNode, registry: Registry): string[] | undefined {
  if (!root.entries.has('algorithm') || isUnnamed(root, 'metrics') || isUnnamed(root, 'callbacks')) return undefined
  const names: string[] = []
  const parts = [root.entries.get('algorithm'), ...entries(root, 'metrics'), ...entries(root, 'callbacks')]
  for (const node of parts) {
    const target = textOf(entryAt(node, '_target_'))
    if (target === undefined || node === undefined) continue
    const logs = registry.find(target)?.logs
    if (!logs) return undefined
    names.push(...(typeof logs === 'function' ? logs(node, root) : logs))
  }
  return names
}

function entries(root: MapNode, group: 'metrics' | 'callbacks'): Node[] {
  const node = root.entries.get(group)
  return node?.kind === 'map' ? [...node.entries.values()] : []
}

/** Whether there is one component in the place of several by name, which is told for itself. */
function isUnnamed(root: MapNode, group: 'metrics' | 'callbacks'): boolean {
  return entryAt(root, group, '_target_') !== undefined
}

function monitors(root: MapNode): Named[] {
  const found: [string, Node | undefined][] = [
    ['lr_scheduler.monitor', entryAt(root, 'lr_scheduler', 'monitor')],
    ...namedCallbacks(root).map(([path, node]): [string, Node | undefined] => [
      `${path}.monitor`,
      entryAt(node, 'monitor'),
    ]),
  ]
  return found.map(([path, node]) => [path, node, textOf(node)])
}

function mentions(root: MapNode, registry: Registry): Named[] {
  return namedCallbacks(root).flatMap(([path, node]) => {
    const manifest = registry.find(textOf(entryAt(node, '_target_')) ?? '')
    return Object.entries(manifest?.mentions?.(node) ?? {}).flatMap(([key, names]) =>
      names.map((name): Named => [joinPath(path, key), entryAt(node, key), name]),
    )
  })
}

function namedCallbacks(root: MapNode): [path: string, node: Node][] {
  const callbacks = root.entries.get('callbacks')
  const named = callbacks?.kind === 'map' ? [...callbacks.entries] : []
  return named.map(([key, node]) => [`callbacks.${keyText(key)}`, node])
}

/**
 * Names that a pattern such as `task/<id>/acc` stands for: those of the first tasks. A pattern of anything else has no
 * examples.
 */
function examples(pattern: string, trained: readonly string[]): string[] {
  if (!pattern.includes('<')) return [pattern]
  const names = trained.slice(0, 100).map((task) => pattern.replaceAll('<t>', task))
  return names.filter((name) => !name.includes('<'))
}

function patternOf(name: string, trained: readonly string[]): RegExp {
  const tasks = trained.length > 0 ? `(?:${trained.map(escapeText).join('|')})` : '\\d+'
  const parts = name.split(/(<\w+>)/).map((part) => {
    if (part === '<t>') return tasks
    return /^<\w+>$/.test(part) ? '.+' : escapeText(part)
  })
  return new RegExp(`^${parts.join('')}$`, 's')
}

function escapeText(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
