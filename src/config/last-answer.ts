import type { Key, MapNode, Node } from './node.js'

/**
 * What was said last of a root, and which of its entries that was made of: the roots of a sweep's jobs share most of
 * them, and of the same entries the same is said again.
 */
export class LastAnswer<Answer> {
  #last: { read: ReadonlyMap<Key, Node | undefined>; answer: Answer } | undefined

  /**
   * @param make says it by the entries that it reads of the root that it is given, and by nothing else that changes. It
   * gives no promise: what is read after it has returned is not noted.
   */
  of(root: MapNode, make: (root: MapNode) => Answer): Answer {
    if (this.#last && isSame(this.#last.read, root)) return this.#last.answer
    const entries = new ReadEntries(root.entries)
    const answer = make({ ...root, entries })
    this.#last = entries.all ? undefined : { read: entries.read, answer }
    return answer
  }
}

/** What was looked at of a root. */
export interface NotedReads {
  /** It notes which of its entries are. */
  readonly root: Node
  /** Whether none were. */
  readonly none: boolean
  /** Whether another root has the same ones. */
  agree(other: Node): boolean
}

/** A root that notes which of its entries are looked at. */
export function notedReads(root: Node): NotedReads {
  if (root.kind !== 'map') return { root, none: false, agree: () => false }
  const entries = new ReadEntries(root.entries)
  return {
    root: { ...root, entries },
    get none() {
      return !entries.all && entries.read.size === 0
    },
    agree: (other) => other.kind === 'map' && !entries.all && isSame(entries.read, other),
  }
}

function isSame(read: ReadonlyMap<Key, Node | undefined>, { entries }: MapNode): boolean {
  for (const [key, node] of read) if (entries.get(key) !== node) return false
  return true
}

/** Entries that note which of them are read. */
class ReadEntries implements ReadonlyMap<Key, Node> {
  readonly read = new Map<Key, Node | undefined>()
  /** Somebody went through all of them. */
  all = false
  readonly #entries: ReadonlyMap<Key, Node>

  constructor(entries: ReadonlyMap<Key, Node>) {
    this.#entries = entries
  }

  get(key: Key): Node | undefined {
    const node = this.#entries.get(key)
    this.read.set(key, node)
    return node
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined
  }

  get size(): number {
    return this.#whole().size
  }

  forEach(visit: (node: Node, key: Key, map: ReadonlyMap<Key, Node>) => void): void {
    for (const [key, node] of this.#whole()) visit(node, key, this)
  }

  entries() {
    return this.#whole().entries()
  }

  keys() {
    return this.#whole().keys()
  }

  values() {
    return this.#whole().values()
  }

  [Symbol.iterator]() {
    return this.entries()
  }

  #whole(): ReadonlyMap<Key, Node> {
    this.all = true
    return this.#entries
  }
}
