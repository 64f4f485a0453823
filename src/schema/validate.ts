import type { ErrorObject } from 'ajv'
import { childPath, joinPath, typedPath } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { LastAnswer } from '../config/last-answer.js'
import type { MapNode, Node } from '../config/node.js'
import { unregistered } from '../registry/instantiate.js'
import {
  type ComponentGroup,
  componentGroups,
  dictGroups,
  type JsonSchema,
  type Manifest,
  type PartGroup,
  partGroups,
  partPaths,
} from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import { type Diagnostic, MOST_FOUND } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { certainFix, nearest } from '../util/suggest.js'
import { checkedKeys } from './checked-keys.js'
import { componentSchema, readSchema, schemaName } from './component-schema.js'
import { hideSecrets } from './hide-secrets.js'
import { notablePlaces, type PlacedNode, toJson, walk } from './node-paths.js'
import { provenance, setBy } from './provenance.js'
import { referredRootKeys } from './references.js'
import { rootRules } from './rules/index.js'
import { idleCallbacks, withoutEffect } from './rules/no-effect.js'
import type { Rule } from './rules/rule.js'
import { switchedOff } from './rules/switched-off.js'
import { type SchemaErrorContext, schemaDiagnostics, showNode } from './schema-errors.js'
import { isSettled, settle } from './settled-hydra.js'
import { inTorchsWords } from './torch-metric-words.js'
import { twinKeys } from './twin-keys.js'
import { validatorOf } from './validators.js'

export interface ValidateOptions {
  registry: Registry
  /** The `hydra` node, checked by its own schema: as it is, and how it is resolved. */
  hydra?: { readonly raw: MapNode; resolved(): MapNode }
  /** The root before it was resolved: tells which root keys interpolations refer to. */
  unresolved?: MapNode
  /** Whether the config composes with other overrides: hints are tried before they are given. */
  tries?: ((overrides: readonly string[], options?: { instead?: string | undefined }) => boolean) | undefined
  /** The option of each group that was chosen. Default: none. */
  choices?: Readonly<Record<string, string | null>>
  /** What the config was composed with. Default: nothing. */
  overrides?: readonly { readonly keyElement: string; readonly text: string }[]
}

/**
 * Everything that is wrong with a resolved config, in order of place: the root by its schema, each `_target_` node by
 * its own component's, and the rules that JSON Schema cannot say. Loads no component and no data. Warnings have
 * `severity: 'warning'`.
 */
export async function validate(root: MapNode, options: ValidateOptions): Promise<Diagnostic[]> {
  const diagnostics = await rootDiagnostics(root, options)
  const misplaced = new Set<Node>()
  const full = () => diagnostics.length >= MOST_FOUND
  for (const place of groupPlaces(root)) {
    if (full()) break
    const found = componentOf(place, options.registry)
    if (found.length > 0) misplaced.add(place.node)
    diagnostics.push(...found)
  }
  const fit = soundOf(options.registry)
  for (const place of checkedPlaces(root)) {
    if (full()) break
    if (fit.get(place.node) === place.path && !misplaced.has(place.node)) continue
    if (place.node.kind === 'missing') diagnostics.push(missingValue(place))
    // Of a component that is wrong altogether, the keys say nothing.
    if (isComponent(place.node) && !misplaced.has(place.node))
      diagnostics.push(...(await validateComponent(place, root, options.registry)))
  }
  if (options.hydra) diagnostics.push(...(await hydraDiagnostics(options.hydra, options.registry)))
  diagnostics.push(...switchedOff(root, options.registry, Object.keys(options.choices ?? {})))
  const faulty = new Set(diagnostics.map(({ path }) => path))
  for (const [rule, last] of rulesOf(options.registry)) {
    const found = last.of(root, (read) => rule.check(read, options.registry))
    diagnostics.push(...found.filter(({ path }) => !faulty.has(path)))
  }
  return sortByPlace(hideSecrets(oncePerPlace(diagnostics), root))
}

/** What each rule has said last. */
const answers = new WeakMap<Registry, readonly (readonly [Rule, LastAnswer<Diagnostic[]>])[]>()

function rulesOf(registry: Registry) {
  const known = answers.get(registry) ?? rootRules.map((rule) => [rule, new LastAnswer<Diagnostic[]>()] as const)
  answers.set(registry, known)
  return known
}

async function hydraDiagnostics(
  { raw, resolved }: NonNullable<ValidateOptions['hydra']>,
  registry: Registry,
): Promise<Diagnostic[]> {
  if (isSettled(raw, registry)) return []
  const hydra = resolved()
  const wrong = await validateBySchema(hydra, 'hydra', 'hydra')
  const found = [...wrong, ...withoutEffect(hydra), ...idleCallbacks(hydra, registry)]
  if (found.length === 0) settle(raw, registry)
  return found
}

/** One component's node against its own schema and its manifest's `check`. */
export async function validateComponent(place: PlacedNode, root: Node, registry: Registry): Promise<Diagnostic[]> {
  const { path } = place
  const node = place.node as MapNode
  const target = node.entries.get('_target_') as Node
  const at = joinPath(path, '_target_')
  // Reported for itself, or by what resolves it.
  if (target.kind === 'missing' || target.kind === 'interpolation') return []
  if (target.kind !== 'string') {
    const message = `${at} must be the name of a component, but is ${showNode(target)}`
    return [{ code: 'wrong-type', path: at, message, source: target.source, notes: provenance(target) }]
  }
  const manifest = registry.find(target.value)
  if (!manifest) return [unregistered(target.value, path, target.source, registry)]
  const { named, wrong } = byName(node, path, manifest)
  if (wrong.length > 0) return wrong
  const partial = node.entries.get('_partial_')
  const found = await check(componentSchema(manifest), builtinName(manifest), {
    place: { node: named, path },
    owner: `${manifest.group} '${manifest.option}'`,
    // What is left out of a partial is given when it is called.
    given: () => partial?.kind === 'bool' && partial.value,
  })
  if (found.length > 0) {
    const told = found.map((one) => byOption(one, root, registry))
    return [...inTorchsWords(told, node, path)]
  }
  const wrongByItself = await checkByManifest(manifest, node, path, root)
  const { check: own } = manifest
  // A check that does not ask for the root says the same of the same node; a plugin's may do anything.
  const asksForMore = own && (own.length > 2 || builtinName(manifest) === undefined)
  if (wrongByItself.length === 0 && !asksForMore) soundOf(registry).set(node, path)
  return wrongByItself
}

/**
 * Components with which nothing is wrong, whatever the rest of the config is, and where they stood: the jobs of a sweep
 * share most of them.
 */
const sound = new WeakMap<Registry, WeakMap<Node, string>>()

function soundOf(registry: Registry): WeakMap<Node, string> {
  const known = sound.get(registry) ?? new WeakMap<Node, string>()
  sound.set(registry, known)
  return known
}

/** An option's name in the place of the component that it is: the group has a name of its own. */
function byOption(diagnostic: Diagnostic, root: Node, registry: Registry): Diagnostic {
  const group = partGroups.find((each) => partPaths[each].join('.') === diagnostic.path)
  const node = group && entryAt(root, ...partPaths[group])
  if (!group || node?.kind !== 'string') return diagnostic
  const option = nearest(
    node.value,
    registry.list(group).map((each) => each.option),
  )
  return option === undefined
    ? diagnostic
    : { ...diagnostic, hint: `choose the option of the group: ${group}=${option}` }
}

/** What a manifest's own check says. One that a plugin brings may be wrong itself. */
async function checkByManifest(manifest: Manifest, node: MapNode, path: string, root: Node): Promise<Diagnostic[]> {
  if (builtinName(manifest) !== undefined) return [...(manifest.check?.(node, path, root) ?? [])]
  const wrong = (why: string): Diagnostic[] => [
    {
      code: 'plugin-check',
      path,
      message: `the check that a plugin brings for ${manifest.group} '${manifest.option}' ${why}`,
      source: node.entries.get('_target_')?.source ?? node.source,
    },
  ]
  try {
    const found: unknown = (await manifest.check?.(node, path, root)) ?? []
    if (!Array.isArray(found) || !found.every(isDiagnostic)) return wrong('gives no list of diagnostics')
    return found
  } catch (error) {
    return wrong(`failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isDiagnostic(value: unknown): value is Diagnostic {
  const { code, path, message } = (value ?? {}) as Partial<Diagnostic>
  return typeof code === 'string' && typeof path === 'string' && typeof message === 'string'
}

/** A node against one of the schemas under `schemas/` that is no component's: `config`, `hydra`. */
async function validateBySchema(node: MapNode, name: string, path: string): Promise<Diagnostic[]> {
  return check(readSchema(name), name, { place: { node, path }, owner: path === '' ? 'the config' : path })
}

/**
 * A resolved config against the schema that an app brings with it, or a part of one against a schema of the project's.
 * @param at where the node stands, and whose keys it has. Default: it is the whole config
 */
export async function validateAgainst(
  node: MapNode,
  schema: JsonSchema,
  { path, owner } = { path: '', owner: 'the config' },
): Promise<Diagnostic[]> {
  const found = await check(schema, undefined, { place: { node, path }, owner })
  return sortByPlace(hideSecrets(found, node))
}

/** Nodes that fit a schema: the jobs of a sweep share most of them. */
const fitting = new WeakMap<JsonSchema, WeakSet<Node>>()

async function check(
  schema: JsonSchema,
  name: string | undefined,
  context: Omit<SchemaErrorContext, 'schema'>,
): Promise<Diagnostic[]> {
  const known = fitting.get(schema) ?? new WeakSet()
  if (known.has(context.place.node)) return []
  let validator: Awaited<ReturnType<typeof validatorOf>>
  try {
    validator = await validatorOf(schema, name)
  } catch (error) {
    // A built-in schema that does not compile is our own fault; a plugin's is its author's.
    if (name !== undefined) throw error
    return [invalidSchema(context, error)]
  }
  const twins = twinKeys(context.place)
  if (twins.length > 0) return twins
  const { data, kinds } = toJson(context.place.node)
  if (validator.call(kinds, data)) {
    // A root is no other config's.
    if (context.place.path !== '') fitting.set(schema, known.add(context.place.node))
    return []
  }
  return schemaDiagnostics(firstOf(validator.errors ?? []), { ...context, schema })
}

/** The first errors, and every unknown key: some are variables of the user's own. */
function firstOf(errors: readonly ErrorObject[]): ErrorObject[] {
  let others = 0
  return errors.filter(({ keyword }) => keyword === 'additionalProperties' || ++others <= MOST_FOUND)
}

function invalidSchema({ place, owner }: Omit<SchemaErrorContext, 'schema'>, error: unknown): Diagnostic {
  const why = error instanceof Error ? error.message : String(error)
  const target = entryAt(place.node, '_target_')
  return {
    code: 'invalid-schema',
    path: place.path,
    message: `${place.path}: the schema of ${owner} is not valid: ${why}`,
    source: target?.source ?? place.node.source,
    hint: 'schemas are JSON Schema draft-07, and checked strictly',
  }
}

async function rootDiagnostics(root: MapNode, options: ValidateOptions): Promise<Diagnostic[]> {
  const found = (await validateBySchema(root, 'config', '')).map((one) => missingGroupHint(one, options))
  const unnamed = [...dictGroups].flatMap((group) => unnamedComponent(root, group, options))
  const diagnostics = [
    ...unnamed,
    // What its keys would mean as components says nothing.
    ...found.filter(({ path }) => !unnamed.some((one) => path.startsWith(`${one.path}.`))),
  ]
  if (!diagnostics.some(({ code }) => code === 'unknown-key')) return diagnostics
  const referred = referredRootKeys(root, options.unresolved, options.hydra?.resolved())
  return diagnostics.filter(({ code, path }) => code !== 'unknown-key' || !referred.has(path)).map(userKeyHint)
}

/** A group that is not there: its options are what helps. */
function missingGroupHint(diagnostic: Diagnostic, { registry, tries }: ValidateOptions): Diagnostic {
  const group = componentGroups.find((name) => name === diagnostic.path)
  if (diagnostic.code !== 'missing-key' || !group) return diagnostic
  const options = registry.list(group).map(({ option }) => option)
  const override = options.flatMap((name) => [`${group}=${name}`, `+${group}=${name}`]).find((text) => tries?.([text]))
  return {
    ...diagnostic,
    hint: override && `choose an option, such as ${override}`,
    notes: [`options: ${options.join(', ')}`],
  }
}

/** One component in the place of a dict of components by name. */
function unnamedComponent(
  root: MapNode,
  group: ComponentGroup,
  { choices = {}, overrides = [], tries }: ValidateOptions,
): Diagnostic[] {
  const node = root.entries.get(group)
  const target = entryAt(node, '_target_')
  if (!node || !target) return []
  const option = choices[group]
  const override = option && `+${group}@${group}.${option}=${option}`
  const instead = overrides.find(({ keyElement }) => keyElement.replace(/^\+/, '') === group)?.text
  const works = override !== undefined && override !== null && tries?.([override], { instead })
  return [
    {
      code: 'wrong-type',
      path: group,
      message: `${group} must be a dict of components by name, but is one component`,
      source: target.keySource ?? target.source,
      hint: works ? `add it under a name of its own: ${override}` : `give it a name: '${group}: {NAME: {_target_: …}}'`,
    },
  ]
}

/** A root key of the user's own has a place: the message tells it, where no known key is near. */
function userKeyHint(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.code !== 'unknown-key' || diagnostic.hint !== undefined || diagnostic.path.includes('.'))
    return diagnostic
  return { ...diagnostic, hint: `a variable of your own belongs under vars: vars.${diagnostic.path}` }
}

/** The nodes that must be components: each group's, and each entry of a group that is a dict by name. */
function* groupPlaces(root: MapNode): Generator<GroupPlace> {
  for (const group of componentGroups) {
    const node = root.entries.get(group)
    if (node?.kind !== 'map') continue
    if (!dictGroups.has(group)) yield { node, path: group, group }
    else {
      for (const [key, child] of node.entries) {
        if (child.kind === 'map') yield { node: child, path: childPath(group, node, key), group }
      }
    }
  }
  for (const group of partGroups) {
    const node = entryAt(root, ...partPaths[group])
    if (node?.kind === 'map') yield { node, path: partPaths[group].join('.'), group }
  }
}

type GroupPlace = PlacedNode & { group: ComponentGroup | PartGroup }

function componentOf({ node, path, group }: GroupPlace, registry: Registry): Diagnostic[] {
  const { entries } = node as MapNode
  const target = entries.get('_target_')
  const manifest = target?.kind === 'string' ? registry.find(target.value) : undefined
  if (target && (!manifest || manifest.group === group)) return []
  const targets = registry.list(group).map((each) => each.target)
  const notes = [`components of group ${group}: ${targets.join(', ')}`]
  if (!target || !manifest) {
    const misspelt = [...entries.keys()].find((key) => typeof key === 'string' && nearest(key, ['_target_']))
    const first = misspelt === undefined ? undefined : entries.get(misspelt)
    const what = entries.size === 0 ? 'is empty' : 'has no _target_'
    const message = `${path} ${what}: it must name a component of group ${group}`
    const source = first ? (first.keySource ?? first.source) : (node.keySource ?? node.source)
    const hint = first ? "did you mean '_target_'?" : `add '_target_: ${targets[0] ?? '…'}', for example`
    const fix = misspelt === undefined ? undefined : certainFix(first?.keySource, String(misspelt), ['_target_'])
    return [{ code: 'missing-target', path, message, source, hint, fix, notes }]
  }
  const at = joinPath(path, '_target_')
  const message = `${at} must be a component of group ${group}, but ${showNode(target)} is ${manifest.group} '${manifest.option}'`
  const hint = `for example ${targets[0] ?? '…'}`
  return [
    { code: 'wrong-group', path: at, message, source: target.source, hint, notes: [...provenance(target), ...notes] },
  ]
}

/**
 * Everything below the groups and the known root keys; variables of the user's own count where they are referred to.
 */
function* checkedPlaces(root: MapNode): Generator<PlacedNode> {
  for (const [key, node] of root.entries) if (checkedKeys.has(String(key))) yield* notablePlaces(node, String(key))
}

function isComponent(node: Node): boolean {
  return node.kind === 'map' && node.entries.has('_target_')
}

/** The values in a node that must be given, and are not. */
export function missingValues(node: Node, path: string): Diagnostic[] {
  return [...walk(node, path)].flatMap((place) => (place.node.kind === 'missing' ? [missingValue(place)] : []))
}

function missingValue({ node, path }: PlacedNode): Diagnostic {
  return {
    code: 'missing-value',
    path,
    message: `${path} is mandatory ('???') and has no value`,
    source: node.source,
    hint: `give it one: ${typedPath(path)}=…`,
    notes: setBy(node.via?.source),
  }
}

/** The node with its `_args_` under their parameters' names, so that they are checked as those are. */
function byName(node: MapNode, path: string, manifest: Manifest): { named: MapNode; wrong: Diagnostic[] } {
  const args = node.entries.get('_args_')
  if (args?.kind !== 'list') return { named: node, wrong: [] }
  const entries = new Map(node.entries)
  const wrong: Diagnostic[] = []
  const names = manifest.positional ?? []
  for (const [index, item] of args.items.entries()) {
    const name = names[index]
    const at = joinPath(joinPath(path, '_args_'), index)
    const bad = (message: string) =>
      wrong.push({ code: 'bad-arguments', path: at, message, source: item.source, notes: provenance(item) })
    if (name === undefined) {
      const known = names.length > 0 ? `at most ${names.length} (${names.join(', ')})` : 'none'
      bad(`${at}: ${manifest.group} '${manifest.option}' takes ${known} by position`)
    } else if (node.entries.has(name)) bad(`${at}: '${name}' is given by its name too`)
    else entries.set(name, item)
  }
  return { named: { ...node, entries }, wrong }
}

function builtinName(manifest: Manifest): string | undefined {
  return typeof manifest.schema === 'string' ? schemaName(manifest) : undefined
}

/**
 * One wrong value that several references repeat is one mistake, whatever each of them takes it for: the others are
 * named in its last line.
 */
function oncePerPlace(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const first = new Map<string, Diagnostic>()
  const isByWay = ({ notes }: Diagnostic) => notes?.[0]?.startsWith('by way of') ?? false
  const placeOf = ({ source, path }: Diagnostic) =>
    source?.kind === 'file' || source?.kind === 'override' ? JSON.stringify(source) : `${path} ${source?.kind}`
  // The value's own path before those that only refer to it.
  const ordered = [...diagnostics].sort((a, b) => Number(isByWay(a)) - Number(isByWay(b)))
  const own = new Map<string, string>()
  for (const diagnostic of ordered) {
    const { code, path } = diagnostic
    const place = placeOf(diagnostic)
    const key = `${code} ${place} ${isKeyError(code) ? path : ''}`
    const isOwn = !isByWay(diagnostic) && !isKeyError(code) && diagnostic.severity !== 'warning'
    if (isOwn && !own.has(place)) own.set(place, key)
    const same = first.has(key) ? key : isByWay(diagnostic) ? own.get(place) : undefined
    const other = same === undefined ? undefined : first.get(same)
    if (same === undefined || !other) first.set(key, diagnostic)
    else if (other.path !== path) first.set(same, { ...other, notes: [...(other.notes ?? []), `also at ${path}`] })
  }
  return [...first.values()]
}

function isKeyError(code: string): boolean {
  return code === 'missing-key' || code === 'unknown-key'
}
