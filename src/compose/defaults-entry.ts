import type { ListNode, MapNode, Node } from '../config/index.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'

/** An entry that names a config file: `- base`, `- /db/mysql@backup`, `- _self_`. */
export interface ConfigEntry {
  readonly kind: 'config'
  readonly path: string
  readonly package: string | null
  readonly optional: boolean
  readonly source?: Source
}

/**
 * An entry that chooses an option of a group: `- db: mysql`, `- override /db@backup: [a, b]`, `- optional db: null`.
 */
export interface GroupEntry {
  readonly kind: 'group'
  readonly group: string
  readonly value: string | readonly string[] | null
  readonly package: string | null
  readonly optional: boolean
  readonly override: boolean
  /** Appended from outside: `+db=mysql`. */
  readonly appended: boolean
  readonly source?: Source
  /** Where the group is named. */
  readonly keySource?: Source | undefined
}

/** One entry of a defaults list, as written. */
export type DefaultsEntry = ConfigEntry | GroupEntry

/** Is this the entry that stands for its own config? */
export const isSelf = (entry: DefaultsEntry): boolean =>
  entry.kind === 'config' ? entry.path === '_self_' : entry.value === '_self_'

/** `_here_` is the package of the config that holds the entry. */
const hereIsEmpty = (name: string | null): string | null => (name === '_here_' ? '' : name)

/** Splits `group@package`; of a renaming (`@from:to`) only the first part counts. */
function splitPackage(text: string): [name: string, packageName: string | null] {
  const at = text.indexOf('@')
  if (at === -1) return [text, null]
  const rest = text.slice(at + 1)
  const colon = rest.indexOf(':')
  return [text.slice(0, at), colon === -1 ? rest : rest.slice(0, colon)]
}

function refuse(where: string, message: string, node: Node, hint?: string): Diagnostic {
  const source = node.source
  return {
    code: 'defaults-entry',
    path: 'defaults',
    message: `in the defaults list of '${where}': ${message}`,
    source,
    hint,
  }
}

/** The text of a scalar that may name an option: a string, an interpolation, or `???`. */
function text(node: Node): string | undefined {
  return node.kind === 'string' || node.kind === 'interpolation' || node.kind === 'missing' ? node.value : undefined
}

function keywords(words: readonly string[]): { optional: boolean; override: boolean } {
  const found = { optional: false, override: false }
  for (const word of words) {
    if (word === 'optional') found.optional = true
    else if (word === 'override') found.override = true
    else break
  }
  return found
}

function readGroup(where: string, item: MapNode): GroupEntry | Diagnostic {
  if (item.entries.size !== 1) {
    return refuse(
      where,
      item.entries.size === 0 ? 'an entry is empty' : 'an entry has more than one key',
      item,
      "give each group an entry of its own, such as '- db: mysql'",
    )
  }
  const [key, node] = [...item.entries][0] as [unknown, Node]
  if (typeof key !== 'string') return refuse(where, `a group is named by a string, not by ${String(key)}`, item)
  const [left, packageName] = splitPackage(key)
  const words = left.split(' ')
  const group = words.pop() as string
  if (group === '') return refuse(where, `the entry '${key}' names no group`, item)
  let value: GroupEntry['value']
  if (node.kind === 'null') value = null
  else if (node.kind === 'list') {
    const options = node.items.map(text)
    if (options.includes(undefined)) {
      return refuse(
        where,
        `the options of '${group}' must be strings`,
        node,
        'quote an option that looks like a number',
      )
    }
    value = options as string[]
  } else {
    const option = text(node)
    if (option === undefined) {
      return refuse(
        where,
        `the option of '${group}' must be a string, a list of strings or null, not ${node.kind}`,
        node,
        'quote an option that looks like a number or a boolean',
      )
    }
    value = option
  }
  const source = node.source ?? item.source
  return {
    kind: 'group',
    group,
    value,
    package: hereIsEmpty(packageName),
    ...keywords(words),
    appended: false,
    source,
    keySource: node.keySource,
  }
}

function readConfig(where: string, path: string, node: Node): ConfigEntry | Diagnostic {
  const [name, packageName] = splitPackage(path)
  if (name === '_self_' && packageName !== null) {
    return refuse(where, `'_self_' takes no package`, node, "use a header '# @package NAME' in the file instead")
  }
  return {
    kind: 'config',
    path: name,
    package: hereIsEmpty(packageName),
    optional: false,
    source: node.source,
  }
}

/**
 * Reads the entries of a defaults list.
 * @param where path of the config that holds it, for messages
 * @throws ConfigError that names every entry that is malformed
 */
export function readDefaults(where: string, list: ListNode): DefaultsEntry[] {
  const entries: DefaultsEntry[] = []
  const wrong: Diagnostic[] = []
  for (const item of list.items) {
    const path = text(item)
    const entry =
      item.kind === 'map'
        ? readGroup(where, item)
        : path !== undefined
          ? readConfig(where, path, item)
          : refuse(where, `an entry is a config's name or 'group: option', not ${item.kind}`, item)
    if ('kind' in entry) entries.push(entry)
    else wrong.push(entry)
  }
  if (wrong.length > 0) throw new ConfigError(wrong)
  return entries
}
