import type { Source } from '../util/source.js'

/**
 * A config value, as OmegaConf knows them. Nodes are never mutated once built: merging and updating share structure.
 * Maps keep order and typed keys (Hydra's trees have int, bool and null keys), so they are `Map`s.
 */
export type Node = MapNode | ListNode | ScalarNode

/**
 * A key of a map. An int key is a number (a bigint beyond 2^53 − 1), and so is a float key: Python's `1` and `1.0` are
 * one key. `MapNode.floatKeys` tells which integral ones were written as floats.
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
  /** In a resolved tree: names of the environment variables from which this value was made, be it by way of others. */
  readonly env?: readonly string[]
  /** Written `!delete`: merging removes the key that holds it. On a map or list: some value below is so. */
  readonly deletes?: true
}

/** A dict. */
export interface MapNode extends NodeBase {
  readonly kind: 'map'
  readonly entries: ReadonlyMap<Key, Node>
  /**
   * Keys of `entries` that are floats though integral (`1.0`, `-0.0`), with the float: a `Map` cannot tell them from
   * ints.
   */
  readonly floatKeys?: ReadonlyMap<number, number>
}

/** A list. */
export interface ListNode extends NodeBase {
  readonly kind: 'list'
  readonly items: readonly Node[]
}

/** A single value. */
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
    | {
        readonly kind: 'interpolation'
        readonly value: string
        /** Its key has a type: what it leads to is converted to that. @throws ConfigError where it does not fit */
        readonly convert?: (value: Node) => Node
      }
  )
