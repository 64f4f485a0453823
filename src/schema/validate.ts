import { typedPath } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { LastAnswer } from '../config/last-answer.js'
import type { Key, MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { type Diagnostic, MOST_FOUND } from '../util/diagnostic.js'
import { sortByPlace } from '../util/render-diagnostics.js'
import { shellWord } from '../util/shell-word.js'
import { validateBySchema } from './check-schema.js'
import { checkedKeys } from './checked-keys.js'
import { componentOf, groupPlaces } from './group-places.js'
import { hideSecrets } from './hide-secrets.js'
import { missingValue } from './missing-values.js'
import { notablePlaces, type PlacedNode } from './node-paths.js'
import { oncePerPlace } from './once-per-place.js'
import { optionHint } from './option-hint.js'
import { rootDiagnostics } from './root-diagnostics.js'
import { rootRules } from './rules/index.js'
import { idleCallbacks, withoutEffect } from './rules/no-effect.js'
import type { Rule } from './rules/rule.js'
import { switchedOff } from './rules/switched-off.js'
import { isSettled, settle } from './settled-hydra.js'
import { soundOf, validateComponent } from './validate-component.js'
import type { ValidateOptions } from './validate-options.js'

/**
 * Everything that is wrong with a resolved config, in order of place: the root by its schema, each `_target_` node by
 * its own component's, and the rules that JSON Schema cannot say. Loads no component and no data. Warnings have
 * `severity: 'warning'`.
 */
export async function validate(root: MapNode, options: ValidateOptions): Promise<Diagnostic[]> {
  const diagnostics = await rootDiagnostics(root, options)
  const misplaced = new Set<Node>()
  const full = () => diagnostics.length >= MOST_FOUND
  const open = openEntries(root, options.registry)
  for (const place of groupPlaces(open)) {
    if (full()) break
    const found = componentOf(place, options.registry)
    if (found.length > 0) misplaced.add(place.node)
    diagnostics.push(...found)
  }
  const fit = soundOf(options.registry)
  for (const place of checkedPlaces(open)) {
    if (full()) break
    if (fit.get(place.node) === place.path && !misplaced.has(place.node)) continue
    if (place.node.kind === 'missing') diagnostics.push(missingValue(place))
    // Of a component that is wrong altogether, the keys say nothing.
    if (isComponent(place.node) && !misplaced.has(place.node))
      diagnostics.push(
        ...(await validateComponent(place, root, options.registry)).map((one) => left(one, place, options)),
      )
  }
  if (!full() && misplaced.size === 0) settleEntries(open, options.registry)
  if (options.hydra) diagnostics.push(...(await hydraDiagnostics(options.hydra, options.registry)))
  diagnostics.push(...switchedOff(root, options.registry, options.choices ?? NONE))
  const faulty = new Set(diagnostics.map(({ path }) => path))
  for (const [rule, last] of rulesOf(options.registry)) {
    const found = last.of(root, (read) => rule.check(read, options.registry))
    diagnostics.push(...found.filter(({ path }) => !faulty.has(path)))
  }
  const told = oncePerPlace(diagnostics).map((one) => optionHint(one, root, options))
  return sortByPlace(hideSecrets(told, root))
}

/**
 * Entries of roots with which nothing is wrong, whatever the rest of the config is, and their keys: the jobs of a sweep
 * share most of them.
 */
const sound = new WeakMap<Registry, WeakMap<Node, Key>>()

/** A root with those entries alone that are still to be looked at. */
function openEntries(root: MapNode, registry: Registry): MapNode {
  const settled = sound.get(registry)
  if (!settled) return root
  const entries = new Map<Key, Node>()
  for (const [key, node] of root.entries) if (settled.get(node) !== key) entries.set(key, node)
  return { ...root, entries }
}

/** Notes the entries of which each component is sound by itself. All are in their places. */
function settleEntries(open: MapNode, registry: Registry): void {
  const settled = sound.get(registry) ?? new WeakMap<Node, Key>()
  sound.set(registry, settled)
  const fit = soundOf(registry)
  for (const [key, node] of open.entries) {
    if ((node.kind !== 'map' && node.kind !== 'list') || !checkedKeys.has(String(key))) continue
    if (notablePlaces(node, String(key)).every((place) => fit.get(place.node) === place.path)) settled.set(node, key)
  }
}

/** A key of another option's: what an experiment sets stays where its option is changed. */
function left(found: Diagnostic, { node }: PlacedNode, { tries }: ValidateOptions): Diagnostic {
  const { code, hint, source, path } = found
  const chosenBy = entryAt(node, '_target_')?.source
  const isOfOther = source?.kind === 'file' && chosenBy?.kind === 'file' && chosenBy.file !== source.file
  const deletion = `~${typedPath(path)}`
  if (code !== 'unknown-key' || hint !== undefined || !isOfOther || !tries?.([deletion])) return found
  return { ...found, hint: `it is set whatever option is chosen: ${shellWord(deletion)} takes it out` }
}

const NONE: NonNullable<ValidateOptions['choices']> = {}

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

/**
 * Everything below the groups and the known root keys; variables of the user's own count where they are referred to.
 */
function* checkedPlaces(root: MapNode): Generator<PlacedNode> {
  for (const [key, node] of root.entries) if (checkedKeys.has(String(key))) yield* notablePlaces(node, String(key))
}

function isComponent(node: Node): boolean {
  return node.kind === 'map' && node.entries.has('_target_')
}
