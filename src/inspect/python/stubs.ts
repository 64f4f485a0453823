import { posix, relative } from 'node:path'
import { type DefaultsEntry, readDefaults } from '../../compose/defaults-entry.js'
import type { Repository } from '../../compose/index.js'
import { toYaml } from '../../config/index.js'
import type { Key, ListNode, Node } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import { ConfigError } from '../../util/diagnostic.js'
import { shownPath } from '../../util/shown-path.js'
import { splitOption } from '../option-name.js'
import { treePaths } from '../survey.js'
import { readConfigs } from '../surveyed-names.js'
import type { PythonPlace } from './read-dataclass.js'
import { type PythonStore, readStore, type StoredConfig } from './stored-configs.js'

/** Configs that Python code registers and a tree lacks, as files. */
export interface Stubs {
  /** By path below the tree: an option file each, and a JSON Schema beside it. */
  files: ReadonlyMap<string, string>
  /** The configs, and where they are registered. */
  written: readonly { path: string; place: PythonPlace }[]
  /** What could not be read, and is to be looked at. */
  unread: readonly PythonPlace[]
}

interface Folders {
  /** The tree's own. */
  tree: string
  /** The Python project's: files are shown by their path below it. */
  project: string
}

/**
 * What the defaults lists of a tree name and no file has, as far as Python code registers it; and what else is
 * registered by the same Python files, or by those whose `@hydra.main` reads the tree.
 */
export function stubsFor(repository: Repository, registry: Registry, { tree, project }: Folders): Stubs {
  const store = readStore(project, tree)
  const chosen = new Map<string, StoredConfig>()
  const files = new Set(store.mains)
  const composing = { repository, resolvers: registry.resolvers, origin: 'init' }
  const configs = readConfigs(treePaths(repository), composing)
  const named = new Set([...configs].flatMap(([path, { defaults }]) => namedBy(path, defaults)))
  const stubs: StubFile[] = []
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size
    for (const path of named) {
      const [first] = repository.isConfig(path) || chosen.has(path) ? [] : (store.configs.get(path) ?? [])
      if (first) files.add(first.file)
    }
    for (const [path, all] of store.configs) {
      const stored = all.find(({ file }) => files.has(file))
      if (!stored || chosen.has(path) || repository.isConfig(path)) continue
      chosen.set(path, stored)
      const stub = stubOf(stored, project)
      stubs.push(stub)
      for (const name of namedBy(path, entriesOf(path, stub.defaults))) named.add(name)
    }
  }
  const isLacking = [...named].some((path) => !repository.isConfig(path) && !chosen.has(path))
  return {
    files: new Map(stubs.flatMap((stub) => [...stub.files])),
    written: [...chosen]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, { file, line, what }]) => ({ path, place: shown({ file, line, what }) })),
    unread: [
      ...stubs.flatMap(({ unread }) => unread),
      ...[...chosen].flatMap(([path, stored]) => alsoStored(path, stored, store)),
      ...store.unnamed.filter(({ file }) => isLacking || files.has(file)),
    ].map(shown),
  }
}

/** The paths that a defaults list names, but for those that are interpolated. */
function namedBy(path: string, entries: readonly DefaultsEntry[]): string[] {
  const [group] = splitOption(path)
  const below = (name: string) => (name.startsWith('/') ? name.slice(1) : posix.join(group, name))
  return entries.flatMap((entry) => {
    if (entry.kind === 'config') return entry.path === '_self_' ? [] : [below(entry.path)]
    return [entry.value ?? []].flat().map((option) => `${below(entry.group)}/${option}`)
  })
}

function entriesOf(path: string, defaults: ListNode | undefined): DefaultsEntry[] {
  try {
    return defaults ? readDefaults(path, defaults) : []
  } catch (error) {
    // Told when the stub is composed.
    if (!(error instanceof ConfigError)) throw error
    return []
  }
}

/** Of the calls that register one path, the last one that Python comes to would hold. */
function alsoStored(path: string, stored: StoredConfig, { configs }: PythonStore): PythonPlace[] {
  const others = (configs.get(path) ?? []).filter((each) => each !== stored && each.file === stored.file)
  return others.map(({ file, line }) => ({ file, line, what: `${path}, registered again` }))
}

interface StubFile {
  files: readonly (readonly [string, string])[]
  defaults: ListNode | undefined
  unread: readonly PythonPlace[]
}

function stubOf(stored: StoredConfig, project: string): StubFile {
  const { path, file, line, what } = stored
  const declared = stored.declare()
  const where = `${relative(project, file)}, line ${line}`
  const header = stored.package === null ? '' : `# @package ${stored.package}\n`
  const name = posix.basename(path)
  if (!declared) {
    const text = `${header}# What ${where}, registers as ${oneLine(what)}, could not be read: its keys come here.\n{}\n`
    return { files: [[`${path}.yaml`, text]], defaults: undefined, unread: [{ file, line, what: oneLine(what) }] }
  }
  const { defaults, content, schema, computed } = declared
  const hasTypes = schema.type !== undefined
  const types = hasTypes ? `; types are in ${name}.schema.json` : ''
  const list = defaults ? [['defaults', defaults] as const] : []
  const whole: Node = { kind: 'map', entries: new Map<Key, Node>([...list, ...content.entries]) }
  const yaml = `${header}# From ${oneLine(what)}, which ${where}, registers${types}.\n${toYaml(whole)}`
  const document = { $schema: 'http://json-schema.org/draft-07/schema#', description: `From ${where}.`, ...schema }
  return {
    files: [
      [`${path}.yaml`, yaml],
      ...(hasTypes ? [[`${path}.schema.json`, `${JSON.stringify(document, null, 2)}\n`] as const] : []),
    ],
    defaults,
    unread: computed.map((each) => ({ ...each, what: `the default of ${each.what}` })),
  }
}

const shown = ({ file, line, what }: PythonPlace): PythonPlace => ({ file: shownPath(file), line, what: oneLine(what) })

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 60)
