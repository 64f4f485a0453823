import { type Config, type DefaultsNode, type Override, withRoot } from '../compose/index.js'
import { environmentOfJob } from '../compose/job-variables.js'
import { haveIt, optionsWith } from '../compose/options-with.js'
import { bareKey } from '../compose/override/index.js'
import { overrideKey } from '../compose/placed-default.js'
import type { Repository } from '../compose/repository.js'
import { shownKey } from '../compose/shown-key.js'
import { nearestKey } from '../compose/unknown-key.js'
import { withEnvironment, withHydra } from '../compose/with-root.js'
import { childPath, select, selectRaw, splitKey, toYaml } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import { withoutNamed } from '../config/without-named.js'
import type { Registry } from '../registry/registry.js'
import { fillDefaults, fillNode } from '../schema/fill-defaults.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskLine } from '../util/mask-diagnostics.js'
import { maskNamed, maskTyped } from '../util/mask-named.js'
import { describeSource, type Source } from '../util/source.js'
import { schemaAt, type ValueSchema } from './schema-at.js'

/** One value that a key was given on the way. */
export interface ExplainedLayer {
  value: string
  source?: Source
  /** Why it won, or which layer beat it. */
  why: string
}

/** One step from an interpolation to the value it stands for. */
export interface ExplainedLink {
  path: string
  value: string
  source?: Source
}

/** What is known of one value. */
export interface ExplainedValue {
  path: string
  /** As YAML on one line; an interpolation by what it stands for. */
  value: string
  /** Why an interpolation could not be resolved. */
  problem?: string
  schema?: ValueSchema
  /** The winner first. */
  layers: ExplainedLayer[]
  /** From the interpolation to the value, where there is one. */
  chain: ExplainedLink[]
}

/** Why a group has the option that it has. */
export interface ExplainedChoice {
  group: string
  option: string | null
  /** Who asked for it, the winner first. */
  layers: ExplainedLayer[]
}

export interface Explanation {
  path: string
  choice?: ExplainedChoice
  /** The value itself, or every leaf below it. */
  values: ExplainedValue[]
}

/**
 * Where a value, every value of a subtree, or a group's option comes from. Works on any tree that composes, right or
 * wrong.
 * @param repository where options that are not chosen are: one of them may have a key that is not there
 * @throws ConfigError where there is no such key
 */
export function explain(config: Config, key: string, registry: Registry, repository?: Repository): Explanation {
  const ofTask = withRoot(config, fillDefaults(config.root, registry, config.resolving))
  // Its sweeper and its launcher are components, too.
  const filled = withHydra(ofTask, fillNode(config.hydra, registry) as MapNode)
  const { env, now = new Date() } = config.parts
  const running = withEnvironment(filled, environmentOfJob(config, { env, now }))
  const path = shownKey(filled.parts.full, key)
  const raw = splitKey(key).length > 0 ? selectRaw(filled.parts.full, path) : undefined
  const choice = explainChoice(config, key)
  if (!raw && !choice) throw noSuchKey(filled.parts.full, key, config, repository)
  const values = raw
    ? leaves(raw, path).map(([at, node]) => explainValue(ofHydra(at) ? filled : running, at, node, registry))
    : []
  return { path, choice, values }
}

/** Whether a run reads it before the job's variables are set. */
const ofHydra = (path: string): boolean => path === 'hydra' || path.startsWith('hydra.')

function leaves(node: Node, path: string): [path: string, node: Node][] {
  if (node.kind === 'map' && node.entries.size > 0) {
    return [...node.entries].flatMap(([key, child]) => leaves(child, childPath(path, node, key)))
  }
  // A list is one value: OmegaConf never merges lists. Its components are explained one by one.
  if (node.kind === 'list' && node.items.some((item) => item.kind === 'map')) {
    return node.items.flatMap((item, index) => leaves(item, childPath(path, node, index)))
  }
  return [[path, node]]
}

function explainValue(config: Config, path: string, node: Node, registry: Registry): ExplainedValue {
  const schema = schemaAt(config.parts.full, path, registry)
  const chain = node.kind === 'interpolation' ? follow(config, path, node) : []
  const resolved = node.kind === 'interpolation' ? resolvedText(config, path) : { value: oneLine(node, path) }
  const value = chain.reduce((text, link) => maskNamed(link.path, text), resolved.value)
  return { path, ...resolved, value, schema, layers: layersOf(node, path), chain }
}

function resolvedText(config: Config, path: string): { value: string; problem?: string } {
  try {
    const node = select(ofHydra(path) ? config.parts.full : config.root, path, config.resolving)
    return { value: node ? oneLine(node, path) : 'null' }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const own = error.diagnostics.find((diagnostic) => diagnostic.path === path) ?? error.diagnostics[0]
    return { value: '?', problem: own?.message ?? error.message }
  }
}

function layersOf(winner: Node, path: string): ExplainedLayer[] {
  const layers: ExplainedLayer[] = []
  for (let node: Node | undefined = winner; node; node = node.shadows) {
    const above = layers.at(-1)
    const why = above
      ? `beaten by ${shortSource(above.source)}`
      : node.shadows
        ? whyItWon(node, node.shadows)
        : 'the only one'
    layers.push({ value: oneLine(node, path), source: shownSource(node.source), why })
  }
  return layers
}

function whyItWon(winner: Node, loser: Node): string {
  if (winner.source?.kind === 'override') {
    return loser.source?.kind === 'override' ? 'the later override wins' : 'overrides come after all files'
  }
  if (winner.source?.kind === 'runtime') return 'set when the run starts'
  return 'merged later, by the order of the defaults list'
}

/** From reference to reference, as long as each is nothing but a reference to one key. */
function follow(config: Config, path: string, start: Node): ExplainedLink[] {
  const links: ExplainedLink[] = []
  const seen = new Set<string>()
  let [at, node]: [string, Node | undefined] = [path, start]
  while (node?.kind === 'interpolation' && !seen.has(at)) {
    seen.add(at)
    const key = /^\$\{([\w.[\]-]+)\}$/.exec(node.value)?.[1]
    if (key === undefined) break
    at = shownKey(config.parts.full, absolute(key, at))
    node = selectRaw(config.parts.full, at)
    if (node) links.push({ path: at, value: oneLine(node, at), source: shownSource(node.source) })
  }
  return links
}

/** `.lr` beside `optimizer.weight` is `optimizer.lr`: each dot more goes one level up. */
function absolute(key: string, from: string): string {
  const dots = /^\.*/.exec(key)?.[0].length ?? 0
  if (dots === 0) return key
  const parents = splitKey(from).slice(0, -dots)
  return [...parents, key.slice(dots)].filter(Boolean).join('.')
}

function explainChoice(config: Config, group: string): ExplainedChoice | undefined {
  const key = group.replaceAll('.', '/')
  const option = Object.hasOwn(config.choices, key) ? config.choices[key] : undefined
  if (option === undefined) return undefined
  const layers: ExplainedLayer[] = []
  const override = config.parts.overrides.find((given) => bareKey(given.keyElement) === key)
  if (override) layers.push(overrideLayer(override))
  for (const { value, source, chosenBy } of entriesOf(config.parts.tree, key)) {
    if (chosenBy && !override) {
      layers.push({
        value: option ?? 'null',
        source: chosenBy,
        why: 'an override entry of a defaults list comes before the entry itself',
      })
    }
    const why = layers.length > 0 ? `beaten by ${shortSource(layers[0]?.source)}` : 'the defaults list asks for it'
    layers.push({ value, source, why })
  }
  return { group: key, option, layers }
}

function overrideLayer(override: Override): ExplainedLayer {
  const source: Source = override.source
  return { value: override.valueText ?? '', source, why: 'overrides choose before any defaults list' }
}

/** What each entry of this group asked for, as written. */
function* entriesOf(
  node: DefaultsNode,
  key: string,
): Generator<{ value: string; source: Source | undefined; chosenBy: Source | undefined }> {
  const placed = node.default
  if (placed?.entry.kind === 'group' && overrideKey(placed) === key) {
    const written = placed.entry.value
    yield {
      value: Array.isArray(written) ? written.join(', ') : String(written ?? 'null'),
      source: placed.entry.source,
      chosenBy: (placed as { chosenBy?: { source?: Source } }).chosenBy?.source,
    }
  }
  for (const child of node.children ?? []) yield* entriesOf(child, key)
}

function noSuchKey(full: MapNode, key: string, config: Config, repository: Repository | undefined): ConfigError {
  const path = shownKey(full, key)
  const above = shownKey(full, splitKey(key).slice(0, -1).join('.'))
  const parent = selectRaw(full, above)
  const names = parent?.kind === 'map' ? [...parent.entries.keys()].map(String) : []
  const near = nearestKey(full, key, Object.keys(config.choices))
  const last = splitKey(path).at(-1) as string
  const others = repository && optionsWith(repository, new Map(Object.entries(config.choices)), above, last)
  const source: Source = { kind: 'override', text: key, range: [0, key.length], origin: 'command line' }
  return new ConfigError({
    code: 'no-such-key',
    path,
    message: `there is no key '${path}' in the config`,
    source,
    hint: near === undefined ? haveIt(others ?? []) : `did you mean '${near}'?`,
    notes: names.length > 0 ? [`${above || 'the config'} has: ${names.join(', ')}`] : [],
  })
}

function shownSource(source: Source | undefined): Source | undefined {
  return source?.kind === 'override' ? { ...source, ...maskLine(source, maskTyped) } : source
}

function shortSource(source: Source | undefined): string {
  if (!source) return 'a value without a source'
  return source.kind === 'file' ? `${source.file}:${source.line}` : describeSource(source)
}

/** YAML of a value on one line; secrets stay hidden, and what is named like one. */
function oneLine(node: Node, path: string): string {
  return lineOf(withoutNamed(node, path))
}

function lineOf(node: Node): string {
  if (isSecret(node)) return 'a secret'
  if (node.kind === 'map')
    return `{${[...node.entries].map(([key, child]) => `${String(key)}: ${lineOf(child)}`).join(', ')}}`
  if (node.kind === 'list') return `[${node.items.map(lineOf).join(', ')}]`
  return toYaml(node)
    .replace(/\n\.\.\.\n?$/, '')
    .trimEnd()
}
