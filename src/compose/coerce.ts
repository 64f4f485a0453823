import {
  childPath,
  type Key,
  type MapNode,
  type Node,
  parsePythonFloat,
  parsePythonInt,
  pythonRepr,
  pythonStr,
  type ScalarNode,
} from '../config/index.js'
import { isSecret } from '../config/secret-node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { describeSource } from '../util/source.js'
import { certainFix, didYouMean } from '../util/suggest.js'
import { type Shape, shapeAt } from './hydra-shape.js'

const TRUE = new Set(['yes', 'y', 'on', 'true'])
const FALSE = new Set(['no', 'n', 'off', 'false'])

const wanted: Record<Shape['kind'], string> = {
  any: 'anything',
  text: 'a string',
  int: 'an int',
  float: 'a number',
  bool: 'true or false',
  enum: 'a name',
  list: 'a list',
  dict: 'a map',
  node: 'a map',
}

function wrong(path: string, node: Node, shape: Shape): ConfigError {
  const what = shape.kind === 'enum' ? `one of ${shape.names.join(', ')}` : wanted[shape.kind]
  const got = isSecret(node)
    ? 'a secret'
    : node.kind === 'map' || node.kind === 'list'
      ? `a ${node.kind}`
      : `${String(node.value)}`
  return new ConfigError({
    code: 'hydra-type',
    path,
    message: `'${path}' must be ${what}, not ${got}`,
    source: node.source,
  })
}

/** Whether an entry of braces is what follows a comma in the text of the one before it: a key alone, on its line. */
function isRestOf(first: Node, { kind, source, keySource }: Node): boolean {
  if (kind !== 'null' || source?.kind !== 'file' || keySource?.kind !== 'file') return false
  const { source: before } = first
  if (before?.kind !== 'file' || before.file !== keySource.file || before.line !== keySource.line) return false
  // A null that is meant is written, or has a colon.
  return source.range[1] === keySource.range[1]
}

/** A text with a comma that stands in braces without quotes is more than one entry. */
function wrongEntry(path: string, { entries }: MapNode, key: Key): ConfigError {
  const all = [...entries]
  const at = all.findIndex(([each]) => each === key)
  const value = all[at]?.[1]
  const [name, first] = all[at - 1] ?? []
  let hint: string | undefined
  if (first && 'value' in first && !isSecret(first) && value && isRestOf(first, value)) {
    const end = all.findIndex(([, each], i) => i > at && !isRestOf(first, each))
    const rest = all.slice(at, end < 0 ? undefined : end).map(([each]) => String(each))
    const text = [first.value, ...rest].join(',').replaceAll("'", "''")
    hint = `a value with a comma stands in quotes: ${name}: '${text}'`
  }
  const here = childPath(path, { kind: 'map', entries }, key)
  const got =
    typeof key === 'string'
      ? `'${here}' must be a string, not null`
      : `a key of '${path}' must be a string, not ${String(key)}`
  return new ConfigError({
    code: 'hydra-type',
    path: here,
    message: got,
    source: value?.keySource ?? value?.source,
    hint,
  })
}

/** What an interpolation leads to, converted as a value that is written in its place. */
function convertsTo(path: string, node: ScalarNode, shape: Shape): (value: Node) => Node {
  // As in Hydra, a list may be written there, and not referred to.
  const written: Shape = shape.kind === 'text' ? { kind: 'text', optional: shape.optional } : shape
  return (value) => {
    try {
      return coerce(path, value, written, true)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      const at =
        value.source && node.source !== value.source ? [`its value is set by ${describeSource(value.source)}`] : []
      const place = (diagnostic: Diagnostic): Diagnostic => ({ ...diagnostic, source: node.source, notes: at })
      throw new ConfigError(error.diagnostics.map(place), { cause: error })
    }
  }
}

/** Maps that were typed before, by the shape and the place they had: the jobs of a sweep share most of them. */
const known = new WeakMap<MapNode, { shape: Shape; path: string; typed: MapNode }>()

/**
 * The node with the types of its interpolations noted: resolving one gives a value of its key's type, as in OmegaConf.
 */
export function typeInterpolations(path: string, node: Node, shape: Shape): Node {
  if (node.kind === 'interpolation') {
    return scalarShapes.has(shape.kind) ? { ...node, convert: convertsTo(path, node, shape) } : node
  }
  if (node.kind === 'list') {
    if (shape.kind !== 'list') return node
    const items = node.items.map((item, index) => typeInterpolations(childPath(path, node, index), item, shape.of))
    return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
  }
  if (node.kind !== 'map') return node
  const before = known.get(node)
  if (before?.shape === shape && before.path === path) return before.typed
  const typed = typeMap(path, node, shape)
  known.set(node, { shape, path, typed })
  return typed
}

function typeMap(path: string, node: MapNode, shape: Shape): MapNode {
  let entries: Map<Key, Node> | undefined
  for (const [key, value] of node.entries) {
    const below = shapeAt(shape, [key])
    const typed = below ? typeInterpolations(childPath(path, node, key), value, below) : value
    if (typed !== value) entries = (entries ?? new Map(node.entries)).set(key, typed)
  }
  return entries ? { ...node, entries } : node
}

const scalarShapes: ReadonlySet<Shape['kind']> = new Set(['text', 'int', 'float', 'bool', 'enum'])

const isZero = (value: number | bigint): boolean => value === 0 || value === 0n

function asBool(node: ScalarNode): boolean | undefined {
  if (node.kind === 'bool') return node.value
  if (node.kind === 'int') return !isZero(node.value)
  if (node.kind !== 'string') return undefined
  const number = parsePythonInt(node.value)
  if (number !== undefined) return !isZero(number)
  const word = node.value.toLowerCase()
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined
}

function asInt(node: ScalarNode): number | bigint | undefined {
  if (node.kind === 'int') return node.value
  return node.kind === 'string' ? parsePythonInt(node.value) : undefined
}

function asFloat(node: ScalarNode): number | undefined {
  if (node.kind === 'float') return node.value
  if (node.kind === 'int') return Number(node.value)
  return node.kind === 'string' ? parsePythonFloat(node.value) : undefined
}

function asName(node: ScalarNode, { type, names, numbered }: Shape & { kind: 'enum' }): string | undefined {
  if (node.kind === 'int' && numbered) return names[Number(node.value) - 1]
  if (node.kind !== 'string') return undefined
  const name = node.value.startsWith(`${type}.`) ? node.value.slice(type.length + 1) : node.value
  return names.includes(name) ? name : undefined
}

/** Kinds of values that are of a type as they are. */
const OWN_KIND: Partial<Record<Shape['kind'], ScalarNode['kind']>> = {
  ...{ text: 'string', bool: 'bool', int: 'int', float: 'float' },
}

function coerceScalar(path: string, node: ScalarNode, shape: Shape): Node {
  if (node.kind === OWN_KIND[shape.kind]) return node
  const about = { ...node } as { kind?: string; value?: unknown }
  delete about.kind
  delete about.value
  if (shape.kind === 'text') {
    if (node.kind !== 'bytes') return { ...about, kind: 'string', value: pythonStr(node) }
  } else if (shape.kind === 'bool') {
    const value = asBool(node)
    if (value !== undefined) return { ...about, kind: 'bool', value }
  } else if (shape.kind === 'int') {
    const value = asInt(node)
    if (value !== undefined) return { ...about, kind: 'int', value }
  } else if (shape.kind === 'float') {
    const value = asFloat(node)
    if (value !== undefined) return { ...about, kind: 'float', value }
  } else if (shape.kind === 'enum') {
    const value = asName(node, shape)
    if (value !== undefined) return { ...about, kind: 'string', value }
  }
  throw wrong(path, node, shape)
}

/**
 * Checks a value against its type in the hydra node, and converts it as OmegaConf does: to a string, an int, a bool.
 * @param strict refuse keys that the type does not have
 * @throws ConfigError where it does not fit
 */
export function coerce(path: string, node: Node, shape: Shape, strict: boolean): Node {
  if (shape.kind === 'any' || node.kind === 'missing' || node.kind === 'interpolation') return node
  if (node.kind === 'null') {
    if ('optional' in shape && shape.optional) return node
    throw wrong(path, node, shape)
  }
  if (shape.kind === 'list') {
    if (node.kind !== 'list') throw wrong(path, node, shape)
    return {
      ...node,
      items: node.items.map((item, index) => coerce(childPath(path, node, index), item, shape.of, strict)),
    }
  }
  if (node.kind === 'list' && shape.kind === 'text' && shape.lists) {
    return { kind: 'string', value: pythonRepr(node), source: node.source, keySource: node.keySource }
  }
  if (shape.kind !== 'dict' && shape.kind !== 'node') {
    if (node.kind === 'map' || node.kind === 'list') throw wrong(path, node, shape)
    return coerceScalar(path, node, shape)
  }
  if (node.kind !== 'map') throw wrong(path, node, shape)
  const entries = new Map(node.entries)
  for (const [key, value] of entries) {
    const here = childPath(path, node, key)
    if (shape.kind === 'dict') {
      const isSlip = value.kind === 'null' && !('optional' in shape.of && shape.of.optional)
      if (typeof key !== 'string' || (isSlip && shape.of.kind === 'text')) throw wrongEntry(path, node, key)
      entries.set(key, coerce(here, value, shape.of, strict))
      continue
    }
    const field = typeof key === 'string' && Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined
    if (field) entries.set(key, coerce(here, value, field, strict))
    else if (strict) {
      const names = Object.keys(shape.fields)
      const near = didYouMean(String(key), names)
      throw new ConfigError({
        code: 'unknown-key',
        path: here,
        message: `'${path}' has no key '${String(key)}'`,
        source: value.keySource ?? value.source,
        hint: near,
        fix: certainFix(value.keySource, String(key), names),
        notes: [`known keys: ${names.join(', ')}`],
      } as ConstructorParameters<typeof ConfigError>[0])
    }
  }
  return { ...node, entries }
}
