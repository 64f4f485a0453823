import type { Source } from '../util/source.js'

/**
 * A config value, as OmegaConf knows them. Nodes are never mutated once built: merging and updating share structure.
 * Maps keep order and typed keys (Hydra's trees have int, bool and null keys), so they are `Map`s.
 */
export type Node = MapNode | ListNode | ScalarNode

/**
 * A key of a map. An int key is a number (a bigint beyond 2^53 − 1); a float key that is not integral is a number too,
 * since Python's `1` and `1.0` are one key.
 */
export type Key = string | number | bigint | boolean | null

interface NodeBase {
  /** Where the value was written. */
  readonly source?: Source
  /** Where the key that holds it was written. */
  readonly keySource?: Source
  /** The node that this one beat when they were merged: `explain` walks this chain. */
  readonly shadows?: Node
  /** In a resolved tree: the interpolation that this value stands in for. `source` is then the value's own place. */
  readonly via?: ScalarNode
}

export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<Key, Node>
}

export interface ListNode extends NodeBase {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

export type ScalarNode = NodeBase &
  (
    | { readonly kind: 'null'; readonly value: null }
    | { readonly kind: 'bool'; readonly value: boolean }
    /** A bigint only beyond 2^53 − 1. */
    | { readonly kind: 'int'; readonly value: number | bigint }
    | { readonly kind: 'float'; readonly value: number }
    | { readonly kind: 'string'; readonly value: string }
    | { readonly kind: 'bytes'; readonly value: Uint8Array }
    /** `???`: mandatory, not yet given. */
    | { readonly kind: 'missing'; readonly value: '???' }
    /** The text with its `${…}`, not yet resolved. */
    | { readonly kind: 'interpolation'; readonly value: string }
  )
