import { type Config, resolveOptions, withHydra } from '../compose/index.js'
import { fromPlain, pythonStr, type ResolveOptions, select, textNode } from '../config/index.js'
import { escapeText } from '../config/interpolation/escape.js'
import { parseInterpolatedText } from '../config/interpolation/parser.js'
import { keyPath, withValueAt } from '../config/key-path.js'
import type { Key, MapNode, Node, ScalarNode } from '../config/node.js'
import { holdsSecret } from '../config/secret-node.js'
import { sameValue } from './same-value.js'

interface World {
  root: MapNode
  here: ResolveOptions
  /** The same run in other folders. */
  elsewhere: ResolveOptions
}

/**
 * The config with every value that the run used, from which the run can be had again. Two kinds of value stay the
 * interpolations that they were: those that depend, even through other keys, on the run's directory or the working
 * directory, since a reproduction has its own; and those built from secrets, which are never written down. Of a text
 * with several interpolations only such parts stay.
 *
 * What depends on the folders is found by resolving a second time in a world where just they differ: a value that comes
 * out different, or not at all, depends on them, whatever keys and resolvers lie between.
 */
export function resolvedConfig(
  config: Config,
  resolved: MapNode,
  facts: { now: Date; env: NodeJS.ProcessEnv },
): MapNode {
  const here = resolveOptions(config, facts)
  const world: World = {
    root: config.root,
    here,
    elsewhere: { ...here, context: { ...here.context, config: withHydra(config, moved(config.hydra)).parts.full } },
  }
  return written(keepVolatile(config.root, resolved, [], world)) as MapNode
}

function keepVolatile(raw: Node, value: Node, path: readonly Key[], world: World): Node {
  if (raw.kind === 'interpolation') return isVolatile(value, path, world) ? partly(raw, path, world) : value
  if (raw.kind === 'map' && value.kind === 'map') {
    const entries = new Map<Key, Node>()
    for (const [key, child] of value.entries) {
      const written = raw.entries.get(key)
      entries.set(key, written ? keepVolatile(written, child, [...path, key], world) : child)
    }
    return { ...value, entries }
  }
  if (raw.kind === 'list' && value.kind === 'list') {
    const items = value.items.map((child, i) => keepVolatile(raw.items[i] ?? child, child, [...path, i], world))
    return { ...value, items }
  }
  return value
}

function isVolatile(value: Node, path: readonly Key[], world: World): boolean {
  return holdsSecret(value) || !sameValue(value, selectOrNothing(world.root, path, world.elsewhere))
}

/** A text with its lasting interpolations written out, and the volatile ones left as they are. */
function partly(raw: ScalarNode & { kind: 'interpolation' }, path: readonly Key[], world: World): Node {
  const { parts } = parseInterpolatedText(raw.value)
  if (parts.length < 2) return raw
  let text = ''
  // Literal text so far: neighbours may make up an `${` together.
  let literal = ''
  for (const part of parts) {
    const lasting = typeof part === 'string' ? part : lastingText(raw.value.slice(part.start, part.end), path, world)
    if (lasting !== undefined) literal += lasting
    else if (typeof part !== 'string') {
      text += escapeText(literal, true) + raw.value.slice(part.start, part.end)
      literal = ''
    }
  }
  return { ...raw, value: text + escapeText(literal) }
}

/** What one interpolation of a text gives, or undefined where it must stay. */
function lastingText(written: string, path: readonly Key[], world: World): string | undefined {
  // The part alone, in the place of the whole, so that relative paths mean the same.
  const root = withValueAt(world.root, path, textNode(written)) as MapNode
  const value = selectOrNothing(root, path, world.here)
  if (value === undefined || value.kind === 'map' || value.kind === 'list') return undefined
  return isVolatile(value, path, { ...world, root }) ? undefined : pythonStr(value)
}

/** A resolved text with `${` in it is escaped, so that it is read as a text again. */
function written(node: Node): Node {
  if (node.kind === 'string' && node.value.includes('${')) {
    return { ...node, kind: 'interpolation', value: escapeText(node.value) }
  }
  if (node.kind === 'map') {
    return { ...node, entries: new Map([...node.entries].map(([key, child]) => [key, written(child)])) }
  }
  return node.kind === 'list' ? { ...node, items: node.items.map(written) } : node
}

function selectOrNothing(root: MapNode, path: readonly Key[], options: ResolveOptions): Node | undefined {
  try {
    return select(root, keyPath(path), options)
  } catch {
    return undefined
  }
}

/** The hydra node of the same run in other folders. */
function moved(hydra: MapNode): MapNode {
  const places: Readonly<Record<string, readonly string[]>> = {
    runtime: ['cwd', 'output_dir'],
    run: ['dir'],
    sweep: ['dir'],
  }
  const entries = new Map(hydra.entries)
  for (const [key, names] of Object.entries(places)) {
    const node = entries.get(key)
    if (node?.kind !== 'map') continue
    const inner = new Map(node.entries)
    for (const name of names) if (inner.has(name)) inner.set(name, fromPlain('/elsewhere'))
    entries.set(key, { ...node, entries: inner })
  }
  return { ...hydra, entries }
}
