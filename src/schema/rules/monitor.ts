import { keyText } from '../../config/index.js'
import { entryAt, joinPath } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import { certainFix } from '../../util/suggest.js'
import { placeOfValue } from '../provenance.js'
import { metricHint, mostUseful } from './nearest-metric.js'
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
  /** Warn where a component does not tell what it logs. Default: nothing is said then. */
  warns?: boolean
}

/** What names a metric that no configured component logs. */
export function unloggedNames(
  named: readonly Named[],
  root: MapNode,
  { registry, others, proposed, warns = false }: OtherMetrics,
): Diagnostic[] {
  // Most configs name none, or one that is logged under that very name.
  const asked = named.filter(([, , name]) => name !== undefined)
  const found = asked.length > 0 ? loggedNames(root, registry) : undefined
  if (!found || (found.silent.length > 0 && !warns)) return []
  const logged = [...others, ...found.names]
  const doubtful = asked.filter(([, , name]) => !logged.includes(name as string))
  if (doubtful.length === 0) return []
  const trained = trainedIds(root).map((id) => taskNameIn(root, id))
  const patterns = logged.map((name) => patternOf(name, trained))
  const names = (proposed === 'logged' ? found.names : proposed === 'others' ? others : logged).flatMap((name) =>
    examples(name, trained),
  )
  return doubtful.flatMap(([path, node, name]) => {
    if (name === undefined || node === undefined || patterns.some((pattern) => pattern.test(name))) return []
    // A default of a schema stands in no file: what has it does.
    const source = placeOfValue(node)
    const at = source?.kind === 'schema' ? (placeAbove(root, path) ?? source) : source
    const silent = found.silent.map((part) => `${part} does not tell what it logs`)
    const what = silent.length > 0 ? 'nothing that tells what it logs' : 'nothing that is configured'
    return wrong('unknown-metric', path, node, `${path}: ${what} logs '${name}'`, {
      source: at,
      hint: metricHint(name, names),
      fix: certainFix(node.source, name, names),
      notes: [...silent, `logged: ${logged.join(', ') || 'nothing'}`],
      ...(silent.length > 0 && { severity: 'warning' as const }),
    })
  })
}

function placeAbove(root: MapNode, path: string): Source | undefined {
  const keys = path.split('.').slice(0, -1)
  return entryAt(root, ...keys, '_target_')?.source
}

/**
 * Names that a run logs, those of tasks by its first ones, the most useful first; as far as its components tell.
 * @param root its config, resolved
 */
export function reportedNames(root: MapNode, registry: Registry): string[] {
  const trained = trainedIds(root).map((id) => taskNameIn(root, id))
  return mostUseful((loggedNames(root, registry)?.names ?? []).flatMap((name) => examples(name, trained)))
}

/** Every name that the run logs, and which components do not tell theirs; undefined if the algorithm is not there. */
function loggedNames(root: MapNode, registry: Registry): { names: string[]; silent: string[] } | undefined {
  if (!root.entries.has('algorithm') || isUnnamed(root, 'metrics') || isUnnamed(root, 'callbacks')) return undefined
  const names: string[] = []
  const silent: string[] = []
  const parts: [string, Node | undefined][] = [
    ['algorithm', root.entries.get('algorithm')],
    ...entries(root, 'metrics'),
    ...entries(root, 'callbacks'),
  ]
  for (const [path, node] of parts) {
    const target = textOf(entryAt(node, '_target_'))
    if (target === undefined || node === undefined) continue
    const logs = registry.find(target)?.logs
    if (logs) names.push(...(typeof logs === 'function' ? logs(node, root) : logs))
    else silent.push(path)
  }
  return { names, silent }
}

function entries(root: MapNode, group: 'metrics' | 'callbacks'): [path: string, node: Node][] {
  const node = root.entries.get(group)
  return node?.kind === 'map' ? [...node.entries].map(([key, child]) => [joinPath(group, keyText(key)), child]) : []
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
