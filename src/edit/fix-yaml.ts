import { CST, Parser } from 'yaml'
import { loadYaml } from '../config/index.js'
import type { Key, MapNode, Node } from '../config/node.js'
import { ConfigError, type Fix } from '../util/diagnostic.js'
import type { FileSource } from '../util/source.js'
import { sameNode } from './same-node.js'
import { valueText } from './value-text.js'

export interface FixedYaml {
  text: string
  /** Those that were applied. */
  fixes: readonly Fix[]
}

/** A key or value of one line: what a fix can change. */
type Word = CST.FlowScalar

/**
 * Applies fixes to a YAML text, and keeps every other byte. A fix is left out if its word does not stand at its place
 * exactly once, or if the result would read otherwise than the fix says: because an alias shares the value, or the map
 * has the key already.
 * @param file names the text in messages
 * @throws ConfigError where the text cannot be read
 */
export function fixYaml(text: string, fixes: readonly Fix[], file: string): FixedYaml {
  const found = words(text)
  const applied: Fix[] = []
  let edited = text
  let node = loadYaml(text, { file })
  const rivals = rivalKeys(node, fixes)
  // From the end, so that places before stay.
  const ordered = fixes.filter((fix) => !rivals.has(fix)).sort((a, b) => b.source.range[0] - a.source.range[0])
  for (const fix of ordered) {
    const word = wordOf(found, fix)
    if (!word) continue
    const wanted = renamed(node, word.offset, fix)
    const next = edited.slice(0, word.offset) + mended(word, fix) + edited.slice(word.offset + word.source.length)
    if (!wanted || !reads(next, wanted, file)) continue
    ;[edited, node] = [next, wanted]
    applied.push(fix)
  }
  return { text: edited, fixes: applied.reverse() }
}

function words(text: string): Word[] {
  const found: Word[] = []
  const add = (token: CST.Token | null | undefined): void => {
    if (CST.isScalar(token) && token.type !== 'block-scalar' && token.type !== 'alias') found.push(token)
  }
  for (const token of new Parser().parse(text)) {
    if (token.type !== 'document') continue
    CST.visit(token, ({ key, value }) => {
      add(key)
      add(value)
    })
  }
  return found
}

/** The one key or value at the place of a fix that holds what is wrong. */
function wordOf(found: readonly Word[], { source: { range }, from }: Fix): Word | undefined {
  const there = found.filter(({ offset, source }) => offset < range[1] && offset + source.length > range[0])
  const whole = there.filter((word) => textOf(word) === from)
  const holding = whole.length > 0 ? whole : there.filter((word) => textOf(word).split(from).length === 2)
  return holding.length === 1 ? holding[0] : undefined
}

function textOf(word: Word): string {
  return CST.resolveAsScalar(word)?.value ?? ''
}

function mended(word: Word, fix: Fix): string {
  const quote = /^['"]/.exec(word.source)?.[0] as "'" | '"' | undefined
  const value = textOf(word).replace(fix.from, () => fix.to)
  // A plain word with brackets stands in no brackets.
  return valueText({ kind: 'string', value }, { inFlow: !/[{}[\],]/.test(word.source), quote })
}

/**
 * The node as the fix would have it; undefined where an alias shares the place, or a map has the key already.
 */
function renamed(root: Node, offset: number, { from, to }: Fix): Node | undefined {
  let times = 0
  let clash = false
  const isThere = (source: Node['source']): boolean => source?.kind === 'file' && source.range[0] === offset
  const replaced = (text: string): string => text.replace(from, () => to)
  const visit = (node: Node): Node => {
    if (node.kind === 'list') return { ...node, items: node.items.map(visit) }
    if (node.kind === 'map') return visitMap(node)
    if (!isThere(node.source) || typeof node.value !== 'string') return node
    times++
    return { ...node, value: replaced(node.value) } as Node
  }
  const visitMap = (map: MapNode): MapNode => {
    const entries = new Map<Key, Node>()
    for (const [key, child] of map.entries) {
      const isFixed = typeof key === 'string' && isThere(child.keySource)
      if (isFixed) times++
      const name = isFixed ? replaced(key) : key
      if (isFixed && map.entries.has(name)) clash = true
      entries.set(name, visit(child))
    }
    return { ...map, entries }
  }
  const after = visit(root)
  return times === 1 && !clash ? after : undefined
}

/** Fixes that would give two keys of a map the same name: which of them was meant is not certain. */
function rivalKeys(root: Node, fixes: readonly Fix[]): Set<Fix> {
  const rivals = new Set<Fix>()
  const visit = (node: Node): void => {
    if (node.kind === 'list') node.items.forEach(visit)
    if (node.kind !== 'map') return
    const here = [...node.entries].flatMap(([key, { keySource }]) =>
      fixes.filter(({ source, from }) => from === key && sameStart(source, keySource)),
    )
    for (const fix of here) if (here.filter(({ to }) => to === fix.to).length > 1) rivals.add(fix)
    for (const child of node.entries.values()) visit(child)
  }
  visit(root)
  return rivals
}

function sameStart(a: FileSource, b: Node['source']): boolean {
  return b?.kind === 'file' && a.range[0] === b.range[0]
}

function reads(text: string, wanted: Node, file: string): boolean {
  try {
    return sameNode(loadYaml(text, { file }), wanted)
  } catch (error) {
    if (error instanceof ConfigError) return false
    throw error
  }
}
