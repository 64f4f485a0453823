import { type MapNode, type Node, type ResolveOptions, select } from '../config/index.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Override } from './override/index.js'

/** Is the override one of the `hydra` node? */
export const isHydraOverride = (override: Override): boolean => /^hydra[./]/.test(override.keyOrGroup)

/** Half a character: without any, the order of UTF-16 is that of code points. */
const SURROGATE = /[\ud800-\udfff]/

/** Orders texts by code point, as Python does: UTF-8 keeps that order. */
const byCodePoint = (a: string, b: string): number =>
  SURROGATE.test(a) || SURROGATE.test(b) ? Buffer.compare(Buffer.from(a), Buffer.from(b)) : a < b ? -1 : Number(a > b)

/** How the line is written. */
export interface DirnameStyle {
  skip: ReadonlySet<unknown>
  /** In place of `=`. */
  separator: string
  between: string
}

/**
 * What `hydra.job.config.override_dirname` says.
 * @param root the whole config
 */
export function dirnameStyle(root: MapNode, resolving: ResolveOptions): DirnameStyle {
  const setting = (name: string): Node | undefined =>
    select(root, `hydra.job.config.override_dirname.${name}`, resolving)
  const text = (name: string): string => {
    const node = setting(name)
    if (node?.kind === 'string') return node.value
    throw new ConfigError({
      code: 'override-dirname',
      path: `hydra.job.config.override_dirname.${name}`,
      message: `hydra.job.config.override_dirname.${name} must be a string`,
      source: node?.source,
    })
  }
  const excluded = setting('exclude_keys')
  const skip = new Set(
    excluded?.kind === 'list' ? excluded.items.map((item) => ('value' in item ? item.value : null)) : [],
  )
  return { skip, separator: text('kv_sep'), between: text('item_sep') }
}

/** `hydra.job.override_dirname`: the task's overrides in one line, as a part of a folder's name. */
export function overrideDirname(ofTask: readonly Override[], { skip, separator, between }: DirnameStyle): string {
  const lines = ofTask.filter((o) => !skip.has(o.keyOrGroup)).map((o) => o.text)
  const line = lines.sort(byCodePoint).join(between)
  return separator === '=' ? line : line.replaceAll('=', () => separator)
}
