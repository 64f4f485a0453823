import type { Config, Override } from '../../compose/index.js'
import { bareKey } from '../../compose/override/index.js'
import { joinPath, splitKey } from '../../config/index.js'
import type { Key, MapNode, Node } from '../../config/node.js'
import { keyText, valueText } from '../../edit/value-text.js'
import { schemaAt } from '../../inspect/schema-at.js'
import type { Registry } from '../../registry/registry.js'
import { shellWord } from '../../util/shell-word.js'

/** What overrides ask for, sorted. */
export interface ExperimentParts {
  /** Overrides of groups: `optimizer=adam`, `+db@backup=mysql`, `~lr_scheduler`. */
  groups: readonly Override[]
  /** Overrides of values, deletions too. */
  values: readonly Override[]
  /** All of them, as typed. */
  overrides: readonly string[]
}

const WIDTH = 120
const DELETED: Node = { kind: 'null', value: null, deletes: true }

/**
 * The file of an experiment that says what overrides say: their groups in its defaults list, their values below, with
 * the schemas' descriptions as comments.
 * @param config what the overrides give
 */
export function experimentText(config: Config, registry: Registry, parts: ExperimentParts): string {
  const typed = `# polyhead ${parts.overrides.map(shellWord).join(' ')}`
  const header = ['# @package _global_', ...(/\p{Cc}/u.test(typed) ? [] : [typed])]
  const values = valuesOf(config, parts.values)
  const lines = valueLines(values, [], (path) => schemaAt(config.parts.full, path, registry)?.description)
  return `${[...header, ...defaultsLines(parts.groups, lines.length > 0), ...lines].join('\n')}\n`
}

function defaultsLines(groups: readonly Override[], hasValues: boolean): string[] {
  const entries: string[] = []
  const changes: string[] = []
  for (const override of groups) {
    const { keyOrGroup, keyElement, type, value } = override
    const key = bareKey(keyElement)
    const option = valueText(type === 'DEL' ? { kind: 'null', value: null } : (value as Node), { inFlow: false })
    const entry = `${keyText(`/${key}`, false)}: ${option}`
    if (keyOrGroup === 'experiment') entries.push(...experimentsOf(value as Node))
    else if (type === 'ADD') entries.push(entry)
    else changes.push(`override ${entry}`)
  }
  // Without `_self_`, what the file says itself comes last.
  if (hasValues && entries.length > 0) entries.push('_self_')
  const lines = [...entries, ...changes].map((entry) => `  - ${entry}`)
  return lines.length > 0 ? ['defaults:', ...lines, ...(hasValues ? [''] : [])] : []
}

/** Experiments that this one builds on. */
function experimentsOf(value: Node): string[] {
  const names = value.kind === 'list' ? value.items : [value]
  return names.flatMap((name) => (name.kind === 'string' ? [valueText(experimentPath(name), { inFlow: false })] : []))
}

function experimentPath(name: Node & { kind: 'string' }): Node {
  return { kind: 'string', value: `/experiment/${name.value}` }
}

/** The values that overrides changed, as the config has them. */
function valuesOf({ parts: { full } }: Config, overrides: readonly Override[]): MapNode {
  let values: MapNode = { kind: 'map', entries: new Map() }
  for (const { keyOrGroup, type, value } of overrides) {
    const texts = keyOrGroup === '' ? [] : splitKey(keyOrGroup)
    if (type === 'DEL') values = put(values, ...placeOf(full, texts, DELETED))
    else for (const path of leafPaths(value as Node, texts)) values = put(values, ...placeOf(full, path, DELETED))
  }
  return values
}

/** The paths below which an override says all; a list is one value. */
function leafPaths(value: Node, path: readonly string[]): (readonly string[])[] {
  if (value.kind !== 'map' || value.entries.size === 0) return [path]
  return [...value.entries].flatMap(([key, child]) => leafPaths(child, [...path, String(key)]))
}

/**
 * Where a value is written, with the keys' types, and the value: where a list is on the way, all of it.
 * @param gone what is written where there is no such value
 */
function placeOf(root: Node, path: readonly string[], gone: Node): [keys: readonly Key[], node: Node] {
  const keys: Key[] = []
  let node = root
  for (const text of path) {
    if (node.kind !== 'map') break
    const found = [...node.entries].find(([key]) => String(key) === text)
    keys.push(found ? found[0] : text)
    if (!found) return [keys, gone]
    node = found[1]
  }
  // An empty dict changes nothing of one that has keys.
  return [keys, node.kind === 'map' ? { kind: 'map', entries: new Map() } : node]
}

function put(map: MapNode, keys: readonly Key[], node: Node): MapNode {
  const [key, ...rest] = keys
  if (key === undefined) return map
  const before = map.entries.get(key)
  const below = before?.kind === 'map' ? before : ({ kind: 'map', entries: new Map() } as const)
  const keeps = rest.length === 0 && node.kind === 'map' && before?.kind === 'map'
  const child = rest.length > 0 ? put(below, rest, node) : keeps ? before : node
  return { ...map, entries: new Map(map.entries).set(key, child) }
}

function valueLines(map: MapNode, path: readonly Key[], describe: (path: string) => string | undefined): string[] {
  const indent = '  '.repeat(path.length)
  return [...map.entries].flatMap(([key, node]) => {
    const keys = [...path, key]
    const written = `${indent}${keyText(key, false)}:`
    if (node.kind === 'map' && node.entries.size > 0) return [written, ...valueLines(node, keys, describe)]
    const comment = node.deletes ? undefined : describe(keys.reduce<string>((at, one) => joinPath(at, String(one)), ''))
    const value = node.deletes ? '!delete' : valueText(node, { inFlow: false })
    return [...(comment ? [commentLine(comment, indent)] : []), `${written} ${value}`]
  })
}

/** A description that is too long for a line is cut behind its first sentence. */
function commentLine(description: string, indent: string): string {
  const line = `${indent}# ${description.replace(/\s+/g, ' ')}`
  return line.length <= WIDTH ? line : line.replace(/(?<=[.:;]) .*/, '')
}
