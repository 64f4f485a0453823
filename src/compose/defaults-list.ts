import { ConfigError } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { isSelf } from './defaults-entry.js'
import type { DefaultsNode } from './defaults-node.js'
import {
  configPath,
  EMPTY_CONFIG,
  finalPackage,
  isMissing,
  optionName,
  overrideKey,
  type PlacedDefault,
} from './placed-default.js'

/** One config of the final defaults list. */
export interface ResultDefault {
  readonly path: string
  /** Where its content goes: a dotted path, `''` for the root. */
  readonly package: string
  /** The config whose defaults list has it. */
  readonly parent?: string
  readonly isSelf: boolean
  readonly primary: boolean
  /** The entry that asked for it. */
  readonly source?: Source
}

function result(d: PlacedDefault, holder: DefaultsNode | undefined): (ResultDefault & { key?: string }) | undefined {
  if (d.deleted || isMissing(d) || optionName(d) === null) return undefined
  const self = isSelf(d.entry)
  const of = self ? (holder?.default as PlacedDefault) : d
  const parent = self ? holder?.parent?.default : holder?.default
  const path = configPath(of)
  if (path === EMPTY_CONFIG) return undefined
  const source = d.entry.source
  return {
    path,
    package: finalPackage(of),
    parent: parent ? configPath(parent) : undefined,
    isSelf: self,
    primary: of.primary,
    source,
    key: !self && d.entry.kind === 'group' ? overrideKey(d) : undefined,
  }
}

/**
 * The configs of the tree in the order in which they are merged.
 * @throws ConfigError where a group is in it twice
 */
export function flatten(root: DefaultsNode): ResultDefault[] {
  const list: ResultDefault[] = []
  const seen = new Map<string, ResultDefault>()
  const visit = (node: DefaultsNode): void => {
    if (node.children?.length) {
      for (const child of node.children) visit(child)
      return
    }
    if (!node.default) return
    const found = result(node.default, node.parent)
    if (!found) return
    const { key, ...item } = found
    if (key !== undefined) {
      const before = seen.get(key)
      if (before) {
        throw new ConfigError({
          code: 'group-twice',
          path: key,
          message: `the group '${key}' is in the defaults list twice: in '${before.parent}' and in '${item.parent}'`,
          source: item.source,
          hint: 'leave one of them out',
        })
      }
      seen.set(key, item)
    }
    list.push(item)
  }
  visit(root)
  return list
}
