import { joinPath, mergeAll, type ResolveOptions, resolve } from '../config/index.js'
import type { ListNode, MapNode, Node, ScalarNode } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import { ConfigError, type Diagnostic, type DiagnosticCode } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { certainFix, didYouMean } from '../util/suggest.js'
import { describeThrown, showFrame, userFrame } from '../util/thrown.js'
import { givenNode, givenValue, isGiven, isNode } from './given.js'
import { guardMethods } from './guard-methods.js'
import type { ComponentClass, Manifest } from './manifest.js'
import { namesFor, notHereText } from './not-here.js'
import type { Registry } from './registry.js'
import { reservedKeys } from './reserved-keys.js'

/** What `instantiate` may create, and what it is given beside the config. */
export interface InstantiateOptions {
  /** The components that `_target_` may name; its resolvers are those of the interpolations. */
  registry: Registry
  /** Positional arguments: they take the place of the config's `_args_`. */
  args?: readonly unknown[]
  /**
   * Merged into the config before it is resolved: they win over its keys, and interpolations in them and to them work.
   */
  kwargs?: Readonly<Record<string, unknown>>
  /** Handed to the component beside its keys, as they are. */
  given?: Readonly<Record<string, unknown>>
  /** Instances by `_shared_` name. Give several calls one map, and they share. Default: a map for this call. */
  shared?: Map<string, unknown>
}

/** What has a config's tree, and knows how it is resolved: `Config` of `polyhead/config`. */
interface HasRoot {
  root: MapNode
  resolving?: ResolveOptions
}

/** What `_partial_: true` makes: call it with the keys still to give; they win over the config's. */
export type Partial = (kwargs?: Readonly<Record<string, unknown>>) => object

/**
 * Creates the components that a config names, by Hydra's rules: nested `_target_` nodes first, in lists and dicts too;
 * `_args_` by position, `_partial_` for a function that takes the rest, `_recursive_: false` to leave nested nodes
 * alone. `_convert_` is checked, but every mode gives plain objects and arrays: there are no config objects for a
 * component to get.
 *
 * A component is made anew wherever a config names it, also through an interpolation, as Hydra does. Nodes with the
 * same `_shared_: <name>` are one instance: the first is made, the others are that very object.
 *
 * @param config a Config, a node, or a plain object or array; null gives null. Interpolations are resolved within it.
 * @throws ConfigError naming path, component and argument: an unregistered `_target_`, a missing value, bad arguments,
 *   code that does not load, or a constructor that throws (its error is the cause).
 */
export async function instantiate(config: unknown, options: InstantiateOptions): Promise<unknown> {
  const { registry, kwargs = {}, args = [], given = {}, shared = new Map() } = options
  const { node, resolving } = opened(config, registry)
  if (node.kind === 'null') return null
  if (node.kind !== 'map' && node.kind !== 'list') {
    throw fail('not-instantiable', '', `cannot instantiate ${describe(node)}: a dict or a list is needed`, node.source)
  }
  const scope: Scope = { registry, shared, args, given, recursive: true, partial: false, path: '' }
  const keywords = givenNode(kwargs, true) as MapNode
  const merged = node.kind === 'map' && keywords.entries.size > 0 ? mergeAll([node, keywords], resolving) : node
  const resolved = resolve(merged, { ...resolving, keepMissing: true })
  const own = flags(resolved.kind === 'map' ? resolved : keywords, scope)
  if (resolved.kind === 'map')
    return build(resolved.entries.has('_target_') ? resolved : withoutFlags(resolved), { ...scope, ...own })
  if (own.partial) throw fail('not-instantiable', '', '_partial_ does not fit a list: say it in the items', node.source)
  return build(resolved, { ...scope, ...own })
}

/** At the top, flags are no keys, also where nothing is made. */
function withoutFlags(node: MapNode): MapNode {
  const entries = new Map(node.entries)
  for (const key of ['_recursive_', '_partial_', '_convert_']) entries.delete(key)
  return { ...node, entries }
}

interface Scope {
  registry: Registry
  shared: Map<string, unknown>
  /** Positional arguments of the call: the top node's alone. */
  args: readonly unknown[]
  /** What is handed on beside the keys: to the top node's component alone. */
  given: Readonly<Record<string, unknown>>
  recursive: boolean
  partial: boolean
  path: string
}

/** The scope of a node below. */
function below(scope: Scope, path: string): Scope {
  return { ...scope, args: [], given: {}, partial: false, path }
}

function opened(config: unknown, registry: Registry): { node: Node; resolving: ResolveOptions } {
  const known: ResolveOptions = registry.resolvers ? { resolvers: registry.resolvers } : {}
  if (isNode(config)) return { node: config, resolving: known }
  if (typeof config === 'object' && config !== null && isNode((config as HasRoot).root)) {
    const { root, resolving = known } = config as HasRoot
    return { node: root, resolving }
  }
  return { node: givenNode(config ?? null, false), resolving: known }
}

async function build(node: Node, outer: Scope): Promise<unknown> {
  if (isGiven(node)) return givenValue(node)
  if (node.kind === 'list') {
    const items: unknown[] = []
    for (const [index, item] of node.items.entries())
      items.push(await build(item, below(outer, joinPath(outer.path, index))))
    return items
  }
  if (node.kind !== 'map') return scalar(node, outer.path)
  const scope = { ...outer, ...flags(node, outer) }
  // A dict is always walked, as in Hydra; a component's own arguments only where `_recursive_` is true.
  if (!node.entries.has('_target_')) return buildDict(node, scope)
  return buildComponent(node, scope)
}

async function buildDict(node: MapNode, scope: Scope): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  for (const [key, child] of node.entries) {
    const name = String(key)
    set(result, name, await build(child, below(scope, joinPath(scope.path, name))))
  }
  return result
}

/** A component's own keys. */
async function buildArguments(node: MapNode, scope: Scope): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  for (const [key, child] of node.entries) {
    const name = String(key)
    if (reservedKeys.has(name) || (child.kind === 'missing' && scope.partial)) continue
    set(result, name, await argument(child, scope, joinPath(scope.path, name)))
  }
  return result
}

async function buildComponent(node: MapNode, scope: Scope): Promise<unknown> {
  const { path } = scope
  const targetNode = node.entries.get('_target_') as Node
  const target = targetName(targetNode, joinPath(path, '_target_'))
  const manifest = scope.registry.find(target)
  if (!manifest) throw new ConfigError(unregistered(target, path, targetNode.source ?? node.source, scope.registry))
  checkConversion(node, path)
  const sharedName = textOf(node, '_shared_')
  if (sharedName !== undefined && scope.shared.has(sharedName)) return scope.shared.get(sharedName)

  const own = await buildArguments(node, manifest.recursive === false ? { ...scope, recursive: false } : scope)
  for (const key of manifest.fractions ?? []) {
    const written = node.entries.get(key)
    if (written?.kind === 'float' && own[key] === written.value) own[key] = { fraction: written.value }
  }
  const positional = await positionalArguments(node, manifest, own, scope)
  const component = await load(manifest, path, targetNode.source)
  const make: Partial = (more) => {
    const all = { ...positional, ...own, ...scope.given, ...more }
    try {
      const made = new component(all)
      // A plugin brings its schema itself.
      if (typeof manifest.schema !== 'string') guardMethods(made, `${called(manifest)} (${manifest.target})`)
      return made
    } catch (error) {
      throw constructionError(error, manifest, node, path)
    }
  }
  const result = scope.partial ? make : make()
  if (sharedName !== undefined) scope.shared.set(sharedName, result)
  return result
}

async function positionalArguments(
  node: MapNode,
  manifest: Manifest,
  own: Readonly<Record<string, unknown>>,
  scope: Scope,
): Promise<Record<string, unknown>> {
  const written = node.entries.get('_args_')
  const path = joinPath(scope.path, '_args_')
  if (written && written.kind !== 'list') {
    throw fail('bad-arguments', path, `${path} must be a list, but is ${describe(written)}`, written.source)
  }
  const values = scope.args.length > 0 || !written ? scope.args : await positionalValues(written, scope, path)
  const names = manifest.positional ?? []
  const result: Record<string, unknown> = {}
  for (const [index, value] of (values as readonly unknown[]).entries()) {
    const name = names[index]
    const source = written?.items[index]?.source ?? node.source
    if (name === undefined) {
      const known = names.length > 0 ? `at most ${names.length} (${names.join(', ')})` : 'none'
      const message = `${path} has too many values (${(values as unknown[]).length}): ${called(manifest)} takes ${known} by position`
      throw fail('bad-arguments', path, message, source)
    }
    if (Object.hasOwn(own, name)) {
      const message = `${called(manifest)} gets '${name}' twice: as ${path}[${index}] and by its name`
      throw fail('bad-arguments', path, message, source)
    }
    result[name] = value
  }
  return result
}

/** Values of `_args_`: components among them are made where `_recursive_` is true, as in any other key. */
async function positionalValues(written: ListNode, scope: Scope, path: string): Promise<unknown[]> {
  const values: unknown[] = []
  for (const [index, item] of written.items.entries()) values.push(await argument(item, scope, joinPath(path, index)))
  return values
}

function argument(node: Node, scope: Scope, path: string): unknown {
  if (scope.recursive) return build(node, below(scope, path))
  return node.kind === 'missing' ? scalar(node, path) : plain(node)
}

async function load(manifest: Manifest, path: string, source: Source | undefined): Promise<ComponentClass> {
  try {
    return await manifest.load()
  } catch (error) {
    const message = `the code of ${called(manifest)} (${manifest.target}) does not load: ${describeThrown(error, { kind: false })}`
    throw fail('load-failed', path, message, source, error)
  }
}

function constructionError(error: unknown, manifest: Manifest, node: MapNode, path: string): ConfigError {
  if (error instanceof ConfigError) {
    // A component knows its arguments, not where its node stands in the config: both are added here.
    const placed = error.diagnostics.map((diagnostic): Diagnostic => {
      const argument = diagnostic.path === '' ? undefined : node.entries.get(diagnostic.path.split('.')[0] as string)
      return {
        ...diagnostic,
        path: diagnostic.path === '' ? path : joinPath(path, diagnostic.path),
        source: diagnostic.source ?? argument?.source ?? node.entries.get('_target_')?.source ?? node.source,
        notes: [...(diagnostic.notes ?? []), `in ${called(manifest)}`],
      }
    })
    return new ConfigError(placed, { cause: error })
  }
  const source = node.entries.get('_target_')?.source ?? node.source
  return fail(
    'construction-failed',
    path,
    `${called(manifest)} cannot be made: ${describeThrown(error, { kind: false })}`,
    source,
    error,
  )
}

/** The diagnostic for a `_target_` that no component has. */
export function unregistered(target: string, path: string, source: Source | undefined, registry: Registry): Diagnostic {
  const at = joinPath(path, '_target_')
  const elsewhere = notHereText(target)
  if (elsewhere !== undefined) return { code: 'not-here', path: at, message: `${at}: ${elsewhere}`, source }
  return {
    code: 'unregistered-target',
    path: at,
    message: `${at} names '${target}', which is not a registered component`,
    source,
    hint: wholeName(target, registry) ?? didYouMean(target, namesFor(target, registry)),
    fix: certainFix(source, target, namesFor(target, registry)),
    notes: ["components come with polyhead, or from plugins named in package.json or by '--plugin'"],
  }
}

/** Of a class without its package, the component's name. */
function wholeName(target: string, registry: Registry): string | undefined {
  const found = registry.names().find((name) => name === `polyhead.${name.split('.').at(-2)}.${target}`)
  return found && `did you mean '${found}'?`
}

function flags(node: MapNode, scope: Scope): { recursive: boolean; partial: boolean } {
  return {
    recursive: flag(node, '_recursive_', scope) ?? scope.recursive,
    partial: flag(node, '_partial_', scope) ?? scope.partial,
  }
}

/** Every conversion gives plain objects and arrays here, but it must be one. */
function checkConversion(node: MapNode, path: string): void {
  const convert = node.entries.get('_convert_') ?? NULL
  if (convert.kind === 'null' || (convert.kind === 'string' && CONVERSIONS.has(convert.value))) return
  const at = joinPath(path, '_convert_')
  const message = `${at} must be one of ${[...CONVERSIONS].join(', ')}, but is ${describe(convert)}`
  throw fail('bad-arguments', at, message, convert.source)
}

const NULL: Node = { kind: 'null', value: null }
const CONVERSIONS: ReadonlySet<string> = new Set(['none', 'partial', 'object', 'all'])

function flag(node: MapNode, key: string, scope: Scope): boolean | undefined {
  const child = node.entries.get(key)
  if (child === undefined || child.kind === 'bool') return child?.value
  const at = joinPath(scope.path, key)
  throw fail('bad-arguments', at, `${at} must be true or false, but is ${describe(child)}`, child.source)
}

function targetName(node: Node, path: string): string {
  if (node.kind === 'string') return node.value
  if (node.kind === 'missing') throw fail('missing-value', path, `${path} is '???': it must be given`, node.source)
  throw fail('wrong-type', path, `${path} must be the name of a component, but is ${describe(node)}`, node.source)
}

function scalar(node: ScalarNode, path: string): unknown {
  if (node.kind !== 'missing') return node.value
  throw fail('missing-value', path, `${path || 'the value'} is '???': it must be given`, node.source)
}

/**
 * What a node with `_recursive_: false` hands on: plain values, `_target_` and `???` among them, for the component to
 * act on.
 */
function plain(node: Node): unknown {
  if (isGiven(node)) return givenValue(node)
  if (node.kind === 'list') return node.items.map(plain)
  if (node.kind !== 'map') return node.value
  const result: Record<string, unknown> = {}
  for (const [key, child] of node.entries) set(result, String(key), plain(child))
  return result
}

/** A key of a config never reaches an object's prototype. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
}

function textOf(node: MapNode, key: string): string | undefined {
  const child = node.entries.get(key)
  if (!child || child.kind === 'null') return undefined
  return child.kind === 'string' ? child.value : describe(child)
}

function describe(node: Node): string {
  if (isSecret(node)) return 'a secret'
  if (node.kind === 'map') return 'a dict'
  if (node.kind === 'list') return 'a list'
  return node.kind === 'string' ? `'${node.value}'` : String(node.value)
}

function called(manifest: Manifest): string {
  return `${manifest.group} '${manifest.option}'`
}

function fail(code: DiagnosticCode, path: string, message: string, source?: Source, cause?: unknown): ConfigError {
  const frame = userFrame(cause)
  const notes = frame && [`thrown at ${showFrame(frame)}`]
  return new ConfigError({ code, path, message, source, notes }, cause === undefined ? undefined : { cause })
}
