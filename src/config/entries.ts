import type { Key, MapNode, Node } from './node.js'

/** A map being built: keys that Python holds for equal (`1`, `1.0`, `true`) are one key here, the first one's. */
export interface EntriesBuilder {
  readonly entries: Map<Key, Node>
  floatKeys: Map<number, number> | undefined
}

export function newEntries(from?: MapNode): EntriesBuilder {
  if (!from) return { entries: new Map(), floatKeys: undefined }
  return { entries: new Map(from.entries), floatKeys: from.floatKeys && new Map(from.floatKeys) }
}

/** The key under which an equal one is held already, or `key` itself. */
export function heldKey(entries: ReadonlyMap<Key, Node>, key: Key): Key {
  if (typeof key === 'string' || entries.has(key)) return key
  if (typeof key === 'boolean') return entries.has(Number(key)) ? Number(key) : key
  if (key === 0 || key === 1) return entries.has(key === 1) ? key === 1 : key
  return key
}

/** Sets a key. `float`: it was written as a float. */
export function setEntry(builder: EntriesBuilder, key: Key, value: Node, float = false): void {
  const held = heldKey(builder.entries, key)
  if (float && typeof key === 'number' && Number.isInteger(key) && held === key && !builder.entries.has(held)) {
    builder.floatKeys ??= new Map()
    builder.floatKeys.set(key, key)
  }
  builder.entries.set(held, value)
}

/** The finished entries, to be spread into a MapNode. */
export function finishEntries(builder: EntriesBuilder): Pick<MapNode, 'entries' | 'floatKeys'> {
  return builder.floatKeys ? { entries: builder.entries, floatKeys: builder.floatKeys } : { entries: builder.entries }
}

/** Whether the key of `from` was written as a float. */
export function isFloatKey(from: MapNode, key: Key): boolean {
  return typeof key === 'number' && (!Number.isInteger(key) || from.floatKeys?.has(key) === true)
}
