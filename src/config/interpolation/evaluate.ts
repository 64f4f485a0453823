import { ConfigError } from '../../util/diagnostic.js'
import { certain, nearest } from '../../util/suggest.js'
import { finishEntries, newEntries, setEntry } from '../entries.js'
import { childPath } from '../key-path.js'
import type { Key, MapNode, Node } from '../node.js'
import { isContainer, mapChild, type Place, pathOf, step, topOf } from '../place.js'
import { pythonStr } from '../python.js'
import { splitKey } from '../split-key.js'
import type { ElementTree, InterpolationTree, PathTree, ResolverTree } from './ast.js'
import { parseInterpolatedText } from './parser.js'
import {
  checkLength,
  enterInterpolation,
  type Frame,
  failAt,
  keepingSecrets,
  type Session,
  TO_MISSING,
  warnAt,
  withReads,
} from './session.js'
import { InterpolationSyntaxError } from './syntax-error.js'

type FramePlace = Pick<Frame, 'place' | 'parent'>

/** A finished value without a place of its own. */
export function plainPlace(node: Node, frame: FramePlace, inner?: ReadonlyMap<Node, Place>): Place {
  return { node, parent: frame.parent, key: frame.place.key, plain: true, inner: inner?.size ? inner : undefined }
}

function ancestorOf(place: Place, target: Place): boolean {
  for (let at: Place | undefined = place; at; at = at.parent) if (at === target) return true
  return false
}

/** The value that the interpolation at `place` stands for; any other place is its own value. */
export function dereference(session: Session, place: Place, memo: Set<Place> = new Set()): Place {
  if (place.node.kind !== 'interpolation' || place.plain) return place
  const known = session.values.get(place)
  if (known) {
    for (const name of known.node.env ?? []) session.envReads.add(name)
    return known
  }
  if (!place.parent) failAt(place, undefined, 'an interpolation cannot stand alone')
  const direct = directValue(session, place, place.parent) ?? directText(session, place, place.parent)
  if (direct) return direct
  const outerReads = session.envReads
  const volatileBefore = session.volatileCalls
  session.envReads = new Set(place.node.env)
  enterInterpolation(session, place)
  try {
    const frame = { session, place, parent: place.parent, memo }
    const { value: text, convert } = place.node
    const result = keepingSecrets(session, place, () => converted(frame, evaluateText(frame, text), convert))
    const value = session.envReads.size > 0 ? tainted(result, session.envReads) : result
    if (session.volatileCalls === volatileBefore) session.values.set(place, value)
    return value
  } finally {
    session.depth--
    for (const name of session.envReads) outerReads.add(name)
    session.envReads = outerReads
  }
}

/** The keys of a `${a.b}`, by its node; undefined: it is more than that. */
const simpleKeys = new WeakMap<Node, { keys: readonly string[] | undefined }>()

function simpleKeysOf(node: Node & { value: string }): readonly string[] | undefined {
  const known = simpleKeys.get(node) ?? { keys: SIMPLE_PATH.exec(node.value)?.[1]?.split('.') }
  simpleKeys.set(node, known)
  return known.keys
}

/**
 * What most interpolations lead to: a single value, by way of maps alone. Undefined where it takes more to find it, or
 * to tell what is wrong.
 */
function directValue(session: Session, place: Place, parent: Place): Place | undefined {
  const { node } = place
  const keys = node.kind === 'interpolation' && !node.env ? simpleKeysOf(node) : undefined
  if (!keys) return undefined
  let at: Place | undefined = topOf(parent)
  for (const key of keys) {
    if (at?.node.kind !== 'map' || at.plain) return undefined
    at = mapChild(at as Place & { node: MapNode }, key)
  }
  if (!at || !isValue(at.node) || at.node.env) return undefined
  let value: Place = at
  try {
    value = converted({ place, parent }, at, node.kind === 'interpolation' ? node.convert : undefined)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return undefined
  }
  enterInterpolation(session, place)
  session.depth--
  session.values.set(place, value)
  return value
}

/** Plain text around a `${hydra:a.b}`: what most paths of a config are. */
const HYDRA_TEXT = /^([\w/.-]*)\$\{hydra:([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\}([\w/.-]*)$/

interface HydraText {
  readonly before: string
  readonly keys: readonly string[]
  readonly after: string
}

/** By node; undefined: it is something else. */
const hydraTexts = new WeakMap<Node, { text: HydraText | undefined }>()

function hydraTextOf(node: Node & { value: string }): HydraText | undefined {
  const known = hydraTexts.get(node)
  if (known) return known.text
  const [, before = '', path, after = ''] = HYDRA_TEXT.exec(node.value) ?? []
  const text = path === undefined ? undefined : { before, keys: ['hydra', ...path.split('.')], after }
  hydraTexts.set(node, { text })
  return text
}

/** A text with one that stands in the hydra node as it is. Undefined where it takes more to make it. */
function directText(session: Session, place: Place, parent: Place): Place | undefined {
  const { node } = place
  if (node.kind !== 'interpolation' || node.env || node.convert || session.registry) return undefined
  const text = hydraTextOf(node)
  if (!text) return undefined
  let at = session.wholeConfig
  for (const key of text.keys) {
    if (at?.node.kind !== 'map') return undefined
    at = mapChild(at as Place & { node: MapNode }, key)
  }
  if (at?.node.kind !== 'string' || at.node.env || at.node.value === '???') return undefined
  const { before, after } = text
  const isAlone = before === '' && after === ''
  const whole = checkLength(place, `${before}${at.node.value}${after}`)
  const value = isAlone ? at : plainPlace(textOnce(node, whole), { place, parent })
  enterInterpolation(session, place)
  session.depth--
  session.values.set(place, value)
  return value
}

function isValue({ kind }: Node): boolean {
  return kind !== 'map' && kind !== 'list' && kind !== 'interpolation' && kind !== 'missing'
}

/** The value as the type of its key has it. What is missing stays so. */
function converted(frame: FramePlace, place: Place, convert: ((value: Node) => Node) | undefined): Place {
  if (!convert || place.node.kind === 'missing') return place
  const value = convert(place.node)
  return value === place.node ? place : plainPlace(value, frame)
}

/**
 * The same value, marked with the environment variables that it was made from. A value of the tree has its marks
 * already.
 */
function tainted(place: Place, reads: ReadonlySet<string>): Place {
  if (!place.plain && place.key !== undefined) return place
  return { ...place, node: withEnv(place.node, [...reads], place.inner) }
}

/** A value, and all that it holds, made from environment variables. What has a place of its own tells that itself. */
function withEnv(node: Node, reads: readonly string[], inner?: Place['inner']): Node {
  if (inner?.has(node)) return node
  const env = [...new Set([...(node.env ?? []), ...reads])]
  const below = (child: Node): Node => withEnv(child, reads, inner)
  if (node.kind === 'list') return { ...node, items: node.items.map(below), env }
  if (node.kind !== 'map') return { ...node, env }
  return { ...node, entries: new Map([...node.entries].map(([key, child]) => [key, below(child)])), env }
}

/** `${a.b}`: the one form that needs no grammar. */
const SIMPLE_PATH = /^\$\{([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)\}$/

function evaluateText(frame: Frame, text: string): Place {
  const simple = SIMPLE_PATH.exec(text)?.[1]
  if (simple !== undefined) return evaluatePath(frame, { type: 'path', parts: [simple], start: 0, end: text.length })
  let parts: readonly (string | InterpolationTree)[]
  try {
    parts = parseInterpolatedText(text).parts
  } catch (error) {
    if (!(error instanceof InterpolationSyntaxError)) throw error
    failAt(frame.place, error, `'${text}' is no interpolation: ${error.message}`, error.hint)
  }
  const only = parts[0]
  if (parts.length === 1 && only !== undefined && typeof only !== 'string') return evaluateInterpolation(frame, only)
  return plainPlace(textOnce(frame.place.node, evaluateParts(frame, parts)), frame)
}

/** By interpolation: the text that it stood for last. */
const lastTexts = new WeakMap<Node, Node & { value: string }>()
const repeated = new WeakSet<Node>()

/** Most jobs of a sweep make the same text of one interpolation: then they share its node, and what is known of it. */
function textOnce(interpolation: Node, value: string): Node {
  const last = lastTexts.get(interpolation)
  if (last?.value === value) {
    repeated.add(last)
    return last
  }
  const node: Node & { value: string } = { kind: 'string', value }
  lastTexts.set(interpolation, node)
  return node
}

/** Whether other trees may have the value at a place, too. */
export function isShared({ plain, node }: Place): boolean {
  return node.env === undefined && (plain !== true || repeated.has(node))
}

function evaluateParts(frame: Frame, parts: readonly (string | InterpolationTree)[]): string {
  let text = ''
  for (const part of parts) {
    text += typeof part === 'string' ? part : pythonStr(evaluateInterpolation(frame, part).node)
    checkLength(frame.place, text)
  }
  return text
}

function evaluateInterpolation(frame: Frame, tree: InterpolationTree): Place {
  const { session, place } = frame
  const { value } = withReads(session, () =>
    keepingSecrets(session, place, () =>
      tree.type === 'path' ? evaluatePath(frame, tree) : evaluateResolver(frame, tree),
    ),
  )
  return value
}

/** A part of a path or of a resolver's name: it must be a string. */
function evaluateName(frame: Frame, part: string | InterpolationTree, what: string): string {
  if (typeof part === 'string') return part
  const { node, plain } = evaluateInterpolation(frame, part)
  if (node.kind === 'string' || node.kind === 'missing' || (plain && node.kind === 'interpolation')) return node.value
  return failAt(frame.place, part, `${what} must be a string, but this is ${pythonStr(node)}`)
}

function evaluatePath(frame: Frame, tree: PathTree): Place {
  const key = tree.parts.map((part) => evaluateName(frame, part, 'a key')).join('')
  const found = selectPlace(frame, key, { range: tree, throwOnMissing: true })
  if (!found) return notFound(frame, tree, key)
  if (ancestorOf(frame.parent, found))
    failAt(frame.place, tree, `'${key}' holds this interpolation, which would never end`)
  return found
}

function evaluateResolver(frame: Frame, tree: ResolverTree): Place {
  const name = tree.name.map((part) => evaluateName(frame, part, 'the name of a resolver')).join('')
  warnOfEmpty(frame, tree.args)
  const args = tree.args.map((arg) => evaluateElement(frame, arg))
  return frame.session.callResolver(frame, tree, name, args)
}

/** OmegaConf takes an element that is not there for an empty text, but warns. */
function warnOfEmpty(frame: Frame, elements: readonly ElementTree[]): void {
  const empty =
    elements.length < 2 ? undefined : elements.find(({ type, start, end }) => type === 'constant' && start === end)
  if (!empty) return
  const message = 'an element between commas is empty, which is taken for an empty text'
  warnAt(frame, empty, { code: 'empty-element', message, hint: "write '' for an empty text" })
}

/** The value of an argument, or of what `oc.decode` reads. */
export function evaluateElement(frame: Frame, tree: ElementTree): Place {
  switch (tree.type) {
    case 'path':
    case 'resolver':
      return evaluateInterpolation(frame, tree)
    case 'constant':
      return plainPlace(tree.node, frame)
    case 'concat':
    case 'quoted':
      return plainPlace({ kind: 'string', value: evaluateParts(frame, tree.parts) }, frame)
    case 'list': {
      warnOfEmpty(frame, tree.items)
      const inner = new Map<Node, Place>()
      const items = tree.items.map((item) => keepPlace(evaluateElement(frame, item), inner))
      return plainPlace({ kind: 'list', items }, frame, inner)
    }
    case 'dict': {
      const inner = new Map<Node, Place>()
      const builder = newEntries()
      for (const [key, value] of tree.pairs)
        setEntry(builder, key.value as Key, keepPlace(evaluateElement(frame, value), inner), key.kind === 'float')
      return plainPlace({ kind: 'map', ...finishEntries(builder) }, frame, inner)
    }
  }
}

function keepPlace(place: Place, inner: Map<Node, Place>): Node {
  if (isContainer(place) || place.inner) inner.set(place.node, place)
  return place.node
}

/** How a path is followed. */
interface SelectOptions {
  /** Where it stands in the interpolation: errors point there. Default: the whole of it. */
  range?: { start: number; end: number }
  /** A value that is `???` is an error. Default: it is the value found. */
  throwOnMissing?: boolean
  /** A value that is no container on the way: an error by default. */
  lenient?: boolean
}

/** Where a path starts: at the top, or for `.a` at the parent, one up for each further dot. */
function startOf(frame: Frame, key: string, range: SelectOptions['range']): { from: Place; rest: string } {
  if (!key.startsWith('.')) return { from: topOf(frame.parent), rest: key }
  let from: Place | undefined = frame.parent
  let rest = key.slice(1)
  while (rest.startsWith('.')) {
    from = from?.parent
    rest = rest.slice(1)
  }
  if (!from) return failAt(frame.place, range, `'${key}' has more dots than there are levels above`)
  return { from, rest }
}

/** The resolved value at a path; undefined where some key of it is not there. */
export function selectPlace(frame: Frame, key: string, options: SelectOptions): Place | undefined {
  const { from, rest } = startOf(frame, key, options.range)
  if (rest === '') return from
  const keys = splitKey(rest)
  if (keys.length === 0) failAt(frame.place, options.range, `'${key}' is no path`)
  let at: Place = from
  let through = ''
  for (let i = 0; i < keys.length - 1; i++) {
    through = childPath(through, at.node, keys[i] as string)
    const next = stepTo(frame, at, keys[i] as string, key, options)
    if (!next) return undefined
    const value = dereference(frame.session, next, frame.memo)
    if (!isContainer(value)) {
      if (options.lenient) return undefined
      failAt(frame.place, options.range, `'${through}' is no map or list, so it has no '${keys[i + 1]}'`)
    }
    at = value
  }
  const last = stepTo(frame, at, keys.at(-1) as string, key, options)
  if (!last) return undefined
  if (frame.memo.has(last)) failAt(frame.place, options.range, `'${key}' leads back to itself`)
  frame.memo.add(last)
  try {
    return dereference(frame.session, last, frame.memo)
  } finally {
    frame.memo.delete(last)
  }
}

function stepTo(frame: Frame, at: Place, key: string, whole: string, options: SelectOptions): Place | undefined {
  const next = step(at, key)
  if (next === 'not-an-index')
    return failAt(frame.place, options.range, `'${pathOf(at)}' is a list, and '${key}' is no index`)
  if (next?.node.kind === 'missing' && options.throwOnMissing)
    failAt(frame.place, options.range, `'${whole}' is missing (???): give it a value`, undefined, { code: TO_MISSING })
  return next
}

/** The error for a path to nowhere: names the nearest path that leads somewhere. */
function notFound(frame: Frame, range: { start: number; end: number }, key: string): never {
  if (frame.session.quiet) failAt(frame.place, range, `there is no '${key}'`)
  const { from, rest } = startOf(frame, key, range)
  const dots = key.slice(0, key.length - rest.length)
  const names = splitKey(rest)
  let at = from
  for (const [i, name] of names.entries()) {
    const next = step(at, name)
    if (next && next !== 'not-an-index') {
      at = dereference(frame.session, next, frame.memo)
      continue
    }
    const keys = at.node.kind === 'map' ? [...at.node.entries.keys()].filter((k) => typeof k === 'string') : []
    const near = nearest(name, keys)
    const path = pathOf(at)
    const where = at === topOf(frame.parent) || path === '' ? 'the config' : `'${path}'`
    const upTo = dots + [...names.slice(0, i), near].join('.')
    const whole = near && existing(frame, [upTo, ...names.slice(i + 1)].join('.'))
    const hint = near && `did you mean '${whole ?? upTo}'?`
    const { source } = frame.place.node
    const fix =
      whole !== undefined && source?.kind === 'file' && certain(name, keys) === near
        ? { source, from: key, to: whole }
        : undefined
    failAt(frame.place, range, `there is no '${key}': ${where} has no '${name}'`, hint, fix && { fix })
  }
  return failAt(frame.place, range, `there is no '${key}'`)
}

/** The path, if there is something. */
function existing(frame: Frame, key: string): string | undefined {
  try {
    return selectPlace({ ...frame, memo: new Set() }, key, { lenient: true }) && key
  } catch (error) {
    // What fails in turn is nothing to suggest.
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
