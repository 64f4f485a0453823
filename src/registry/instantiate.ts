import { fromPlain, resolve } from '../config/index.js'
import type { Key, MapNode, Node, ScalarNode } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Source } from '../util/source.js'
import { didYouMean } from '../util/suggest.js'
import type { ComponentClass, Manifest } from './manifest.js'
import type { Registry } from './registry.js'
import { reservedKeys } from './reserved-keys.js'

export interface InstantiateOptions {
  /** The components that `_target_` may name. */
  registry: Registry
  /** Positional arguments: they take the place of the config's `_args_`. */
  args?: readonly unknown[]
  /** They win over the config's keys; plain objects merge into its dicts. */
  kwargs?: Readonly<Record<string, unknown>>
  /** Instances by `_shared_` name. Give several calls one map, and they share. Default: a map for this call. */
  shared?: Map<string, unknown>
}

/** What has a config's tree: `Config` of `polyhead/config`. */
interface HasRoot {
  root: MapNode
}

/** What `_partial_: true` makes: call it with the keys still to give; they win over the config's. */
export type Partial = (kwargs?: Readonly<Record<string, unknown>>) => object

/**
 * Creates the components that a config names, by Hydra's rules: nested `_target_` nodes first, in lists and dicts too;
 * `_args_` by position, `_partial_` for a function that takes the rest, `_recursive_: false` to leave nested nodes alone.
 * `_convert_` is checked, but every mode gives plain objects and arrays: there are no config objects for a component to get.
 *
 * A component is made anew wherever a config names it, also through an interpolation, as Hydra does. Nodes with the same
 * `_shared_: <name>` are one instance: the first is made, the others are that very object.
 *
 * @param config a Config, a node, or a plain object or array; null gives null. Interpolations are resolved within it.
 * @throws ConfigError naming path, component and argument: an unregistered `_target_`, a missing value, bad arguments, code
 * that does not load, or a constructor that throws (its error is the cause).
 */
export async function instantiate(config: unknown, options: InstantiateOptions): Promise<unknown> {
  const node = toNode(config)
  if (node.kind === 'null') return null
  if (node.kind !== 'map' && node.kind !== 'list') {
    throw fail('not-instantiable', '', `cannot instantiate ${describe(node)}: a dict or a list is needed`, node.source)
  }
  if (node.kind === 'list' && options.kwargs?._partial_) {
    throw fail('not-instantiable', '', '_partial_ does not fit a list: say it in the items', node.source)
  }
  return build(node, options.kwargs, {
    registry: options.registry,
    shared: options.shared ?? new Map(),
    args: options.args ?? [],
    recursive: true,
    partial: false,
    path: '',
  })
}

interface Scope {
  registry: Registry
  shared: Map<string, unknown>
  /** Positional arguments of the call: the top node's alone. */
  args: readonly unknown[]
  recursive: boolean
  partial: boolean
  path: string
}

function toNode(config: unknown): Node {
  if (isNode(config)) return resolve(config)
  if (typeof config === 'object' && config !== null && isNode((config as HasRoot).root)) {
    return resolve((config as HasRoot).root)
  }
  return resolve(fromPlain(config ?? null))
}

function isNode(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false
  const node = value as { kind: unknown; entries?: unknown; items?: unknown; value?: unknown }
  if (node.kind === 'map') return node.entries instanceof Map
  return node.kind === 'list' ? Array.isArray(node.items) : typeof node.kind === 'string' && 'value' in node
}

async function build(
  node: Node,
  kwargs: Readonly<Record<string, unknown>> | undefined,
  outer: Scope,
): Promise<unknown> {
  if (node.kind === 'list') {
    const items: unknown[] = []
    for (const [index, item] of node.items.entries()) {
      items.push(await build(item, undefined, { ...outer, args: [], partial: false, path: join(outer.path, index) }))
    }
    return items
  }
  if (node.kind !== 'map') return scalar(node, outer.path)
  const scope = { ...outer, ...flags(node, kwargs, outer) }
  const target = kwargs?._target_ ?? textOf(node, '_target_')
  if (target === undefined) return buildEntries(node, kwargs, { ...scope, args: [], partial: false }, true)
  return buildComponent(node, String(target), kwargs, scope)
}

/** Dicts are always walked, as in Hydra; a component's own arguments only where `_recursive_` is true. */
async function buildEntries(
  node: MapNode,
  kwargs: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
  walk: boolean,
  skip?: ReadonlySet<string>,
): Promise<Record<string, unknown>> {
  const result: Record<string, unknown> = {}
  for (const [key, child] of node.entries) {
    const name = String(key)
    if (skip?.has(name)) continue
    const path = join(scope.path, key)
    const given = kwargs && Object.hasOwn(kwargs, name)
    const value = kwargs?.[name]
    const inner = { ...scope, args: [], partial: false, path }
    if (given && !(isPlain(value) && child.kind === 'map')) set(result, name, await buildGiven(value, inner, walk))
    else if (child.kind === 'missing' && scope.partial) continue
    else if (walk) set(result, name, await build(child, given ? (value as Record<string, unknown>) : undefined, inner))
    else set(result, name, plainWith(child, given ? (value as Record<string, unknown>) : undefined, path))
  }
  for (const [name, value] of Object.entries(kwargs ?? {})) {
    if (node.entries.has(name) || skip?.has(name)) continue
    set(
      result,
      name,
      await buildGiven(value, { ...scope, args: [], partial: false, path: join(scope.path, name) }, walk),
    )
  }
  return result
}

/** A value given at the call: dicts that name a component are built, everything else is handed on as it is. */
async function buildGiven(value: unknown, scope: Scope, walk: boolean): Promise<unknown> {
  if (!walk || !namesComponent(value)) return value
  if (isNode(value)) return build(resolve(value), undefined, scope)
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const [index, item] of value.entries()) {
      items.push(await buildGiven(item, { ...scope, path: join(scope.path, index) }, walk))
    }
    return items
  }
  return build({ kind: 'map', entries: new Map() }, value as Record<string, unknown>, scope)
}

function namesComponent(value: unknown, seen = new Set<unknown>()): boolean {
  if (isNode(value)) return true
  if ((!isPlain(value) && !Array.isArray(value)) || seen.has(value)) return false
  seen.add(value)
  return Object.hasOwn(value, '_target_') || Object.values(value).some((item) => namesComponent(item, seen))
}

async function buildComponent(
  node: MapNode,
  target: string,
  kwargs: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
): Promise<unknown> {
  const { path } = scope
  const targetNode = node.entries.get('_target_')
  const manifest = scope.registry.find(target)
  if (!manifest) throw new ConfigError(unregistered(target, path, targetNode?.source ?? node.source, scope.registry))
  const sharedName = textOf(node, '_shared_')
  if (sharedName !== undefined && scope.shared.has(sharedName)) return scope.shared.get(sharedName)

  const own = await buildEntries(node, kwargs, scope, scope.recursive, reservedKeys)
  for (const key of manifest.fractions ?? []) {
    const written = node.entries.get(key)
    if (written?.kind === 'float' && own[key] === written.value) own[key] = { fraction: written.value }
  }
  const positional = await positionalArguments(node, manifest, own, scope)
  const component = await load(manifest, path, targetNode?.source)
  const make: Partial = (more) => {
    const all = { ...positional, ...own, ...more }
    try {
      return new component(all)
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
  const path = join(scope.path, '_args_')
  if (written && written.kind !== 'list') {
    throw fail('bad-arguments', path, `${path} must be a list, but is ${describe(written)}`, written.source)
  }
  const inner = { ...scope, args: [], partial: false, path }
  const values = scope.args.length > 0 || !written ? scope.args : await build(written, undefined, inner)
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

async function load(manifest: Manifest, path: string, source: Source | undefined): Promise<ComponentClass> {
  try {
    return await manifest.load()
  } catch (error) {
    const message = `the code of ${called(manifest)} (${manifest.target}) does not load: ${messageOf(error)}`
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
        path: diagnostic.path === '' ? path : join(path, diagnostic.path),
        source: diagnostic.source ?? argument?.source ?? node.entries.get('_target_')?.source ?? node.source,
        notes: [...(diagnostic.notes ?? []), `in ${called(manifest)}`],
      }
    })
    return new ConfigError(placed, { cause: error })
  }
  const source = node.entries.get('_target_')?.source ?? node.source
  return fail('construction-failed', path, `${called(manifest)} cannot be made: ${messageOf(error)}`, source, error)
}

/** The diagnostic for a `_target_` that no component has. */
export function unregistered(target: string, path: string, source: Source | undefined, registry: Registry): Diagnostic {
  const at = join(path, '_target_')
  return {
    code: 'unregistered-target',
    path: at,
    message: `${at} names '${target}', which is not a registered component`,
    source,
    hint: didYouMean(target, registry.names()),
    notes: ["components come with polyhead, or from plugins named in package.json or by '--plugin'"],
  }
}

function flags(
  node: MapNode,
  kwargs: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
): { recursive: boolean; partial: boolean } {
  const convert = kwargs?._convert_ ?? textOf(node, '_convert_') ?? 'none'
  if (!['none', 'partial', 'object', 'all'].includes(String(convert))) {
    const at = join(scope.path, '_convert_')
    const message = `${at} must be one of none, partial, object, all, but is '${convert}'`
    throw fail('bad-arguments', at, message, node.entries.get('_convert_')?.source)
  }
  return {
    recursive: flag(node, kwargs, '_recursive_', scope) ?? scope.recursive,
    partial: flag(node, kwargs, '_partial_', scope) ?? false,
  }
}

function flag(
  node: MapNode,
  kwargs: Readonly<Record<string, unknown>> | undefined,
  key: string,
  scope: Scope,
): boolean | undefined {
  const child = node.entries.get(key)
  const value = kwargs && Object.hasOwn(kwargs, key) ? kwargs[key] : child && 'value' in child ? child.value : child
  if (value === undefined || typeof value === 'boolean') return value
  const at = join(scope.path, key)
  throw fail('bad-arguments', at, `${at} must be true or false`, child?.source)
}

function scalar(node: ScalarNode, path: string): unknown {
  if (node.kind !== 'missing') return node.value
  throw fail('missing-value', path, `${path || 'the value'} is '???': it must be given`, node.source)
}

/** What a node with `_recursive_: false` hands on: plain values, with their `_target_`s in them. */
function plainWith(node: Node, kwargs: Readonly<Record<string, unknown>> | undefined, path: string): unknown {
  if (node.kind === 'list') return node.items.map((item, index) => plainWith(item, undefined, join(path, index)))
  if (node.kind !== 'map') return scalar(node, path)
  const result: Record<string, unknown> = {}
  for (const [key, child] of node.entries) {
    const name = String(key)
    const given = kwargs && Object.hasOwn(kwargs, name)
    const value = kwargs?.[name]
    if (given && !(isPlain(value) && child.kind === 'map')) set(result, name, value)
    else set(result, name, plainWith(child, given ? (value as Record<string, unknown>) : undefined, join(path, key)))
  }
  for (const [name, value] of Object.entries(kwargs ?? {})) if (!node.entries.has(name)) set(result, name, value)
  return result
}

/** A key of a config never reaches an object's prototype. */
function set(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || isNode(value)) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function textOf(node: MapNode, key: string): string | undefined {
  const child = node.entries.get(key)
  if (!child || child.kind === 'null') return undefined
  return child.kind === 'string' ? child.value : describe(child)
}

function describe(node: Node): string {
  if (node.kind === 'map') return 'a dict'
  if (node.kind === 'list') return 'a list'
  return node.kind === 'string' ? `'${node.value}'` : String(node.value)
}

function called(manifest: Manifest): string {
  return `${manifest.group} '${manifest.option}'`
}

function join(path: string, key: Key): string {
  if (path === '') return String(key)
  return typeof key === 'number' ? `${path}[${key}]` : `${path}.${String(key)}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fail(code: string, path: string, message: string, source?: Source, cause?: unknown): ConfigError {
  return new ConfigError({ code, path, message, source }, cause === undefined ? undefined : { cause })
}
