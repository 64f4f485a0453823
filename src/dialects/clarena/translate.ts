import { type Config, withHydra, withRoot } from '../../compose/index.js'
import { fromPlain, type Key, type MapNode, type Node, type ResolveOptions } from '../../config/index.js'
import { childPath, entryAt, joinPath } from '../../config/key-path.js'
import { namedItems } from '../../registry/named-items.js'
import type { Registry } from '../../registry/registry.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { didYouMean, nearest } from '../../util/suggest.js'
import { ownNames } from './added-names.js'
import { knownDatasets, targetOf, translateDataset } from './dataset.js'
import { KNOWN, NEAREST_IN, NEEDLESS_CALLBACKS, OTHER_PIPELINES, PIPELINES, type Pipeline, SAME_AS } from './names.js'
import { unfold } from './unfold.js'

/** Keys that are the same in both. */
const SHARED = ['backbone', 'optimizer', 'lr_scheduler', 'trainer', 'metrics', 'callbacks']

/** Keys that a pipeline cannot do without. */
const NEEDED = ['global_seed', 'trainer', 'output_dir']

/** Keys of the config as a whole; `misc` is for the config's own print-out, which `--cfg job` is here. */
const OWN = [
  'pipeline',
  'global_seed',
  'train_tasks',
  'eval_tasks',
  'output_dir',
  'misc',
  'lightning_loggers',
  'eval',
  'model_path',
]

/** Name of the logger whose table lies in the run's directory itself. */
const RUNS_LOG = 'run_metrics'

const derived = (value: unknown): Node => fromPlain(value, { source: { kind: 'runtime', by: "CLArena's rules" } })

/** What a translation goes by, beside the config. */
interface TranslateFacts {
  options(config: Config): ResolveOptions
  /** Of the saved model that is tested. */
  backbone: MapNode | undefined
  /** Takes what is not wrong, but worth knowing. */
  warn(found: Diagnostic): void
}

/**
 * A config of CLArena's in polyhead's own keys. Every value keeps its source; what CLArena derives when it runs (heads,
 * shapes, numbers of tasks) is derived by the same rules.
 * @param config knows its run
 * @throws ConfigError where a pipeline, a key or a class is not here
 */
export function translateClarena(config: Config, registry: Registry, facts: TranslateFacts): Config {
  const { options, backbone, warn } = facts
  const name = pipelineOf(config.root)
  const wrong: Diagnostic[] = []
  const { dataset, algorithm, algorithmClass, heads, manyTasks, tests } = PIPELINES[name]
  const root = unfold(config, options, { key: dataset, translate: (node) => rightDataset(node, dataset, registry) })
  const need = [
    ...[...NEEDED, dataset],
    ...(tests ? ['model_path'] : ['backbone', 'optimizer', algorithm]),
    ...(manyTasks ? [...(tests ? [] : ['train_tasks']), 'eval_tasks'] : []),
  ]
  const used = new Set([...SHARED, ...OWN, dataset, algorithm])
  const extra = [...root.entries].filter(([key]) => !used.has(String(key)))
  const entries = new Map<Key, Node>()
  const take = (from: string, to = from, change: (node: Node) => Node = (node) => node) => {
    const node = root.entries.get(from)
    if (node) entries.set(to, change(node))
  }

  const backend = isBackend(root.entries.get('backend'), registry) ? root.entries.get('backend') : undefined
  const others = extra.map(([key]) => String(key))
  const optional = [...SHARED, 'lightning_loggers'].filter((key) => !need.includes(key))
  wrong.push(...missing(root, name, need, others), ...misspelt(root, optional, others))
  wrong.push(
    ...ownNames(config, root, extra, registry),
    ...idleKeys(root, name),
    ...idlePrint(root),
    ...evalFault(root.entries.get('eval')),
  )
  take('global_seed', 'seed')
  if (manyTasks) {
    take('eval_tasks')
    take(tests ? 'eval_tasks' : 'train_tasks', 'train_tasks')
  } else for (const key of ['train_tasks', 'eval_tasks']) entries.set(key, derived(1))
  take(dataset, 'dataset', (node) => (node.kind === 'map' ? translateDataset(node, dataset, wrong) : node))
  take(algorithm, 'algorithm')
  for (const key of SHARED) take(key)
  if (tests) {
    entries.set('algorithm', derived({ _target_: algorithmClass }))
    entries.set('optimizer', derived({ _target_: 'polyhead.optimizers.SGD' }))
    entries.delete('lr_scheduler')
    entries.set('backbone', backbone ?? standIn(entries.get('dataset')))
  }
  take('lightning_loggers', 'loggers', withRunsLog)
  entries.set('callbacks', callbacks(entries.get('callbacks'), PIPELINES[name], wrong))
  entries.set('metrics', withCompat(entries.get('metrics')))
  if (!tests && isFalse(root.entries.get('eval'))) entries.set('trainer', withoutTest(entries.get('trainer')))
  entries.set('heads', derived({ _target_: heads, ...inputOf(entries.get('backbone')) }))
  entries.set('backend', backend ?? derived({ _target_: 'polyhead.backends.Auto' }))
  const vars = new Map(backend ? extra.filter(([key]) => key !== 'backend') : extra)
  if (vars.size > 0) entries.set('vars', { kind: 'map', entries: vars })

  const translated = renamed({ ...root, entries }) as MapNode
  wrong.push(...notHere(translated, registry))
  const errors = wrong.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  for (const found of wrong) warn(found)
  return withHydra(withRoot(config, translated), resolvedHydra(config))
}

/**
 * The config of one option by itself, as far as its classes go: its keys stay, and so do its interpolations.
 * @param wrong what is found is added
 */
export function translateOption(root: MapNode, registry: Registry, wrong: Diagnostic[]): MapNode {
  const entries = new Map(root.entries)
  for (const pipeline of [PIPELINES.MTL_EXPR, PIPELINES.STL_EXPR]) {
    const node = entries.get(pipeline.dataset)
    const found: Diagnostic[] = []
    if (node?.kind === 'map') entries.set(pipeline.dataset, translateDataset(node, pipeline.dataset, found))
    // What an option lacks is for others to give.
    wrong.push(...found.filter(({ code }) => code !== 'missing-key'))
    const own = entries.get('callbacks')
    if (own) entries.set('callbacks', callbacks(own, pipeline, wrong))
  }
  const translated = renamed({ ...root, entries }) as MapNode
  const foreign = notHere(translated, registry)
  wrong.push(...foreign)
  return foreign.length > 0 ? { kind: 'map', entries: new Map() } : translated
}

/** A data set in polyhead's own keys. @throws ConfigError where it has faults */
function rightDataset(node: Node, key: string, registry: Registry): Node {
  const wrong: Diagnostic[] = []
  const own = renamed(node.kind === 'map' ? translateDataset(node, key, wrong) : node)
  wrong.push(...notHere(own, registry, key))
  const errors = wrong.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  return own
}

/** What CLArena has no key for, and a command line adds by polyhead's name: `+backend=wasm`. */
function isBackend(node: Node | undefined, registry: Registry): boolean {
  return node?.kind === 'map' && registry.find(targetOf(node))?.group === 'backend'
}

/** What the file of a saved model would say: where a config is checked alone, nobody reads it. */
function standIn(dataset: Node | undefined): Node {
  const inputs = entryAt(dataset, 'num_features')
  const input_dim = inputs?.kind === 'int' ? Number(inputs.value) : 1
  return derived({ _target_: 'clarena.backbones.MLP', input_dim, hidden_dims: [], output_dim: 1 })
}

/** What a config is for. @throws ConfigError where that is not here */
function pipelineOf(root: MapNode): Pipeline {
  const node = root.entries.get('pipeline') as Node
  const name = 'value' in node ? String(node.value) : node.kind
  if (Object.hasOwn(PIPELINES, name)) return name as Pipeline
  if (node.kind === 'missing') {
    const message = "pipeline is '???': it must be given"
    const notes = [`pipelines that run here: ${Object.keys(PIPELINES).join(', ')}`]
    throw new ConfigError({ code: 'missing-value', path: 'pipeline', message, source: node.source, notes })
  }
  const other = Object.hasOwn(OTHER_PIPELINES, name) ? OTHER_PIPELINES[name] : undefined
  const near = nearest(name, [...Object.keys(PIPELINES), ...Object.keys(OTHER_PIPELINES)])
  const isNotHere = near !== undefined && Object.hasOwn(OTHER_PIPELINES, near)
  const meant = near === undefined ? `by its keys it is for '${likelyPipeline(root)}'` : `did you mean '${near}'?`
  const hint = isNotHere ? `'${near}' is known to CLArena, not here: nearest is ${OTHER_PIPELINES[near]}` : meant
  throw new ConfigError({
    code: 'unknown-pipeline',
    path: 'pipeline',
    message: other
      ? `pipeline '${name}' is known to CLArena, not here: nearest is ${other}`
      : `there is no pipeline '${name}'`,
    source: node.source,
    hint: other ? undefined : hint,
    notes: [`pipelines that run here: ${Object.keys(PIPELINES).join(', ')}`],
  })
}

/** Which pipeline has a config's keys. */
function likelyPipeline({ entries }: MapNode): Pipeline {
  const kind = entries.has(PIPELINES.STL_EXPR.dataset) ? 'STL' : 'MTL'
  return `${kind}_${entries.has('model_path') ? 'EVAL' : 'EXPR'}`
}

function missing(root: MapNode, name: Pipeline, need: readonly string[], extra: readonly string[]): Diagnostic[] {
  const source = root.entries.get('pipeline')?.source
  return need
    .filter((key) => !root.entries.has(key))
    .map((key) => {
      const near = nearest(key, extra)
      const hint = near === undefined ? undefined : `is it what '${near}' should be?`
      return { code: 'missing-key', path: key, message: `pipeline ${name} needs the key '${key}'`, source, hint }
    })
}

/** Keys that are not there, and are probably meant by others that are. */
function misspelt(root: MapNode, known: readonly string[], extra: readonly string[]): Diagnostic[] {
  return known.flatMap((key): Diagnostic[] => {
    const near = root.entries.has(key) ? undefined : nearest(key, extra)
    if (near === undefined) return []
    const { source, keySource } = root.entries.get(near) as Node
    const message = `'${near}' is no key of CLArena's`
    return [{ code: 'unknown-key', path: near, message, source: keySource ?? source, hint: `did you mean '${key}'?` }]
  })
}

/** Keys that a pipeline does not look at. */
function idleKeys(root: MapNode, name: Pipeline): Diagnostic[] {
  const { algorithm, manyTasks, tests } = PIPELINES[name]
  const idle = [
    ...(tests ? ['backbone', 'optimizer', 'lr_scheduler', algorithm, 'eval'] : ['model_path']),
    ...(tests || !manyTasks ? ['train_tasks'] : []),
    ...(manyTasks ? [] : ['eval_tasks']),
  ]
  return idle.flatMap((key): Diagnostic[] => {
    const node = root.entries.get(key)
    if (!node || node.kind === 'null') return []
    const source = node.keySource ?? node.source
    const message = `${key} has no effect: pipeline ${name} does not look at it`
    return [{ code: 'no-effect', severity: 'warning', path: key, message, source }]
  })
}

/** The config's own print-out, unless it asks for none. */
function idlePrint(root: MapNode): Diagnostic[] {
  const path = 'misc.config_tree'
  const node = entryAt(root, 'misc', 'config_tree')
  if (!node || node.kind === 'null') return []
  if (isFalse(entryAt(node, 'print')) && isFalse(entryAt(node, 'save') ?? entryAt(node, 'print'))) return []
  const message = `${path} has no effect: a run saves its config, and '--cfg job' prints it`
  return [{ code: 'no-effect', severity: 'warning', path, message, source: node.keySource ?? node.source }]
}

function evalFault(node: Node | undefined): Diagnostic[] {
  if (!node || node.kind === 'bool' || node.kind === 'null') return []
  return [{ code: 'wrong-type', path: 'eval', message: 'eval must be true or false', source: node.source }]
}

/** `SaveModels` writes one file, named for what it holds; of one task nobody needs to be told which it is. */
function callbacks(
  node: Node | undefined,
  { model, manyTasks }: { model: string; manyTasks: boolean },
  wrong: Diagnostic[],
): Node {
  const named = (item: Node): Node => {
    if (item.kind !== 'map') return item
    const entries = new Map(item.entries)
    if (targetOf(item) === 'clarena.callbacks.SaveModels') {
      const each = entries.get('save_after_each_task')
      if (each && !isFalse(each)) {
        const message = 'save_after_each_task has no effect: tasks are learned together, and saved once'
        wrong.push({ code: 'no-effect', severity: 'warning', path: 'callbacks', message, source: each.source })
      }
      entries.delete('save_after_each_task')
      if (!entries.has('file_name')) entries.set('file_name', derived(`${model}.safetensors`))
    }
    if (targetOf(item) === 'clarena.callbacks.SaveFirstBatchImages' && !manyTasks) {
      entries.set('task_ids_filename', derived(null))
    }
    return { ...item, entries }
  }
  const stays = (item: Node): boolean => !NEEDLESS_CALLBACKS.includes(targetOf(item))
  if (node?.kind === 'list') return { ...node, items: node.items.filter(stays).map(named) }
  if (node?.kind !== 'map') return node ?? derived(null)
  const kept = [...node.entries].filter(([, item]) => stays(item)).map(([key, item]) => [key, named(item)] as const)
  return { ...node, entries: new Map(kept) }
}

/** A table in folders of its own has another beside it where a run's is looked for. */
function withRunsLog(node: Node): Node {
  const loggers = node.kind === 'list' ? namedItems(node) : node
  if (loggers.kind !== 'map') return node
  const isSet = (item: Node, key: string) => !['null', undefined].includes(entryAt(item, key)?.kind)
  const tables = [...loggers.entries.values()].filter((item) => targetOf(item).endsWith('.CSVLogger'))
  const inFolders = tables.filter((item) => isSet(item, 'name') || isSet(item, 'version'))
  if (tables.length === 0 || inFolders.length < tables.length || loggers.entries.has(RUNS_LOG)) return node
  const own = derived({ _target_: 'polyhead.loggers.CSVLogger', save_dir: '${hydra:runtime.output_dir}' })
  return { ...loggers, entries: new Map(loggers.entries).set(RUNS_LOG, own) }
}

/** CLArena's figures, which are what its users compare with. */
function withCompat(node: Node | undefined): Node {
  const compat = ['compat', derived('clarena')] as const
  // One metric in the place of several by name is refused for itself.
  if (node && targetOf(node) !== '') return node
  if (node?.kind === 'map') return { ...node, entries: new Map([compat, ...node.entries]) }
  if (node?.kind !== 'list') return derived({ compat: 'clarena' })
  const named = namedItems(node)
  return { ...named, entries: new Map([compat, ...named.entries]) }
}

/** `eval: false`: no test after training. */
function withoutTest(node: Node | undefined): Node {
  if (node?.kind !== 'map') return derived({})
  return { ...node, entries: new Map(node.entries).set('limit_test_batches', derived(0)) }
}

function isFalse(node: Node | undefined): boolean {
  return node?.kind === 'bool' && !node.value
}

function inputOf(backbone: Node | undefined): { input_dim?: number } {
  const width = entryAt(backbone, 'output_dim')
  return width?.kind === 'int' ? { input_dim: Number(width.value) } : {}
}

function renamed(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(renamed) }
  if (node.kind !== 'map') return node
  const entries = new Map([...node.entries].map(([key, child]) => [key, renamed(className(child) ?? child)]))
  const target = entries.get('_target_')
  const other = target?.kind === 'string' && Object.hasOwn(SAME_AS, target.value) ? SAME_AS[target.value] : undefined
  if (other !== undefined) entries.set('_target_', { ...target, kind: 'string', value: other } as Node)
  return { ...node, entries }
}

/** The name of a class that a config looks up: `{_target_: hydra.utils.get_class, path: torch.nn.Tanh}`. */
function className(node: Node): Node | undefined {
  if (!/^hydra\.utils\.get_(class|object)$/.test(targetOf(node))) return undefined
  const path = entryAt(node, 'path')
  return path?.kind === 'string' ? { ...path, keySource: node.keySource } : undefined
}

/** Classes of CLArena's that have no counterpart. */
function notHere(node: Node, registry: Registry, path = ''): Diagnostic[] {
  if (node.kind === 'list') return node.items.flatMap((item, i) => notHere(item, registry, childPath(path, node, i)))
  if (node.kind !== 'map') return []
  const target = node.entries.get('_target_')
  const below = [...node.entries].flatMap(([key, child]) => notHere(child, registry, childPath(path, node, key)))
  if (target?.kind !== 'string' || registry.find(target.value) || !target.value.startsWith('clarena.')) return below
  // What stands in something that is wrong may be right itself.
  if (knownDatasets.includes(target.value)) return below
  const folder = target.value.slice(0, target.value.lastIndexOf('.') + 1)
  const all = [...registry.names(), ...knownDatasets, ...NEEDLESS_CALLBACKS]
  const here = all.filter((name) => name.startsWith(folder))
  const near = nearest(target.value, here) ?? here[0] ?? NEAREST_IN[folder]
  const known = KNOWN.includes(target.value)
  const instead = near === undefined ? 'to leave it out' : `'${near}'`
  const found: Diagnostic = {
    code: known ? 'not-here' : 'unregistered-target',
    path: joinPath(path, '_target_'),
    message: known
      ? `'${target.value}' is known to CLArena, not here: nearest is ${instead}`
      : `CLArena has no '${target.value}' that is known here`,
    source: target.source,
    hint: known ? undefined : didYouMean(target.value, all),
  }
  return [found, ...below]
}

/** Keys that its values may refer to are gone. */
function resolvedHydra(config: Config): MapNode {
  try {
    return config.resolveHydra()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return config.hydra
  }
}
