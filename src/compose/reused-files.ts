import { type Key, type MapNode, mergeAll, type Node, type ResolveOptions } from '../config/index.js'
import { entryAt } from '../config/key-path.js'

/**
 * Hydra merges the configs of a defaults list in place. When the list names a file twice, the maps and lists of its
 * first use have been changed by later configs, and Hydra merges those changed ones again. To give the same values,
 * this does so too. Nothing else in composition changes a node.
 */
interface ReusedFile {
  content: Node
  /** Where the file and the config hold the same map or list. */
  readonly shared: Map<string, readonly Key[]>
  /** Paths that were shared once: what left the config is copied when it comes back. */
  readonly left: Set<string>
}

/** A config of the defaults list: its file's path, its content, and how that is put at its package. */
export interface MergedPart {
  readonly path: string
  readonly package: string
  readonly content: Node
  embed(content: Node): MapNode
}

const nameOf = (keys: readonly Key[]): string => JSON.stringify(keys.map(String))

const isContainer = (node: Node | undefined): boolean => node?.kind === 'map' || node?.kind === 'list'

function set(node: Node, keys: readonly Key[], value: Node): Node {
  const [key, ...rest] = keys
  if (key === undefined) return value
  const child = entryAt(node, key)
  if (node.kind !== 'map' || !child) return node
  return { ...node, entries: new Map(node.entries).set(key, set(child, rest, value)) }
}

/** Does merging this part put another value in the place of the one at these keys? */
function replaces(part: Node, keys: readonly Key[]): boolean {
  let node: Node = part
  for (const key of keys) {
    if (node.kind === 'missing') return false
    if (node.kind !== 'map') return true
    const next = node.entries.get(key)
    if (!next) return false
    node = next
  }
  return !isContainer(node) && node.kind !== 'missing'
}

/** Notes the maps and lists that the config takes over from the file as they are. */
function share(file: ReusedFile, content: Node, root: Node | undefined, keys: readonly Key[]): void {
  if (content.kind !== 'map' || root?.kind !== 'map') return
  for (const [key, value] of content.entries) {
    const path = [...keys, key]
    const name = nameOf(path)
    if (!isContainer(value) || file.shared.has(name)) continue
    const there = root.entries.get(key)
    if (there?.kind === 'map') share(file, value, there, path)
    else if (!isContainer(there) && !file.left.has(name)) file.shared.set(name, path)
  }
}

/** Before a part is merged: what it replaces stays in the file as it was. */
function leave(file: ReusedFile, part: Node, root: Node): void {
  for (const [name, keys] of file.shared) {
    if (!replaces(part, keys)) continue
    file.content = set(file.content, keys, entryAt(root, ...keys) as Node)
    file.shared.delete(name)
    file.left.add(name)
  }
}

/** Merges parts of which some come from the same file. */
export function mergeReused(parts: readonly MergedPart[], resolving: ResolveOptions): MapNode {
  const files = new Map<string, ReusedFile>()
  let root: MapNode = { kind: 'map', entries: new Map() }
  for (const part of parts) {
    let file = files.get(part.path)
    if (!file) {
      file = { content: part.content, shared: new Map(), left: new Set() }
      files.set(part.path, file)
    }
    for (const keys of file.shared.values()) file.content = set(file.content, keys, entryAt(root, ...keys) as Node)
    const node = part.embed(file.content)
    const next = mergeAll([root, node], resolving) as MapNode
    for (const other of files.values()) leave(other, node, root)
    if (part.package === '') share(file, file.content, root, [])
    root = next
  }
  return root
}

/** Is there a file that was merged into the root itself, and comes again? */
export function hasReused(parts: readonly MergedPart[]): boolean {
  const atRoot = new Set<string>()
  for (const part of parts) {
    if (atRoot.has(part.path)) return true
    if (part.package === '') atRoot.add(part.path)
  }
  return false
}
