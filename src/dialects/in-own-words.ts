import { type Config, choiceThatWorks, isChosenText } from '../compose/index.js'
import { resolveOptions } from '../compose/resolve-options.js'
import { entryAt } from '../config/key-path.js'
import type { Key, MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shortList } from '../util/short-list.js'
import type { Source } from '../util/source.js'
import { RESULT_COLUMNS } from './clarena/result-columns.js'
import { isAdded } from './is-added.js'

/** What is known of a run beside its config. */
export interface DialectFacts {
  now: Date
  env: NodeJS.ProcessEnv
  /** Of the saved model that a config tests. Missing: nobody has looked. */
  backbone?: MapNode
  /** Takes what is not wrong, but worth knowing. */
  warn?: (found: Diagnostic) => void
}

/** Whether a composed config is written for another program, and says all that a run needs. */
export function isForeign({ entries }: MapNode): boolean {
  if (!entries.has('pipeline')) return false
  return ['mtl_dataset', 'stl_dataset', 'cl_dataset', 'global_seed', 'model_path'].some((key) => entries.has(key))
}

/** Refuses a config of CLArena's that does not say what it is for: its command line must then. */
function requirePipeline({ entries }: MapNode): void {
  if (entries.has('pipeline') || !dataOfClarena(entries)) return
  const pipeline = likelyPipeline(entries)
  throw new ConfigError({
    code: 'missing-key',
    path: 'pipeline',
    message: "a config of CLArena's needs the key 'pipeline'",
    source: sourceOfWhole(entries),
    hint: pipeline && `give it: +pipeline=${pipeline}`,
    notes: ['pipelines that run here: MTL_EXPR, MTL_EVAL, STL_EXPR, STL_EVAL'],
  })
}

/** The data set of a config that is in CLArena's keys and of its classes. */
function dataOfClarena(entries: MapNode['entries']): { key: string; node: Node } | undefined {
  const [key, node] = [...entries].find(([name, each]) => ofClarena.has(name) && isOfClarena(each)) ?? []
  return node && { key: String(key), node }
}

/** What a config of CLArena's is for, by what it has; undefined where that is not here. */
function likelyPipeline(entries: MapNode['entries']): string | undefined {
  const kind = /^[ms]tl/.exec(dataOfClarena(entries)?.key ?? '')?.[0]
  const tests = entries.has('model_path') && !entries.has(`${kind}_algorithm`)
  return kind && `${kind.toUpperCase()}_${tests ? 'EVAL' : 'EXPR'}`
}

/** Keys that belong to a run of CLArena's as a whole. */
const OF_WHOLE = ['global_seed', 'output_dir', 'model_path']

/** Where a config says what is run: that lacks the pipeline. */
function sourceOfWhole(entries: MapNode['entries']): Source | undefined {
  const key = OF_WHOLE.find((each) => entries.get(each)?.source)
  const node = key === undefined ? dataOfClarena(entries)?.node : entries.get(key)
  return node?.keySource ?? node?.source
}

/** Whether a config is all of a run of CLArena's, but for the pipeline, which its command line is to give. */
export function lacksPipeline({ entries }: MapNode): boolean {
  const isWhole = OF_WHOLE.some((key) => entries.has(key))
  return isWhole && dataOfClarena(entries) !== undefined && isOpen(entries.get('pipeline'))
}

const isOpen = (node: Node | undefined): boolean => !node || node.kind === 'missing' || node.kind === 'null'

/**
 * The override that gives a config of CLArena's the pipeline that it lacks, by what it has.
 * @returns undefined where it lacks none, or where what it is for is not here
 */
export function pipelineToGive(root: MapNode): string | undefined {
  const pipeline = lacksPipeline(root) ? likelyPipeline(root.entries) : undefined
  return pipeline && `${root.entries.has('pipeline') ? '' : '+'}pipeline=${pipeline}`
}

/** That a config was looked at as if its command line gave a pipeline of which nothing is written. */
export function pipelineGiven({ entries }: MapNode, override: string): Diagnostic[] {
  if (entries.has('pipeline')) return []
  const source = sourceOfWhole(entries)
  const message = `nothing says which pipeline this is for: it is checked as by ${override}`
  const notes = [`a run of it needs ${override}, or the key 'pipeline' in its config`]
  return [{ code: 'missing-key', severity: 'warning', path: 'pipeline', message, source, notes }]
}

const ofClarena: ReadonlySet<Key> = new Set(['mtl_dataset', 'stl_dataset', 'cl_dataset'])

function isOfClarena(node: Node): boolean {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' && target.value.startsWith('clarena.')
}

/** Whether a config is written to test a saved model that it names. */
export function testsModel(root: MapNode): boolean {
  const pipeline = root.entries.get('pipeline')
  return (
    isForeign(root) &&
    root.entries.has('model_path') &&
    pipeline?.kind === 'string' &&
    /^[MS]TL_EVAL$/.test(pipeline.value)
  )
}

/**
 * The config in polyhead's own keys: a run is validated in them, and saves them. A config that is written in them
 * already is given back as it is.
 * @param config knows its run
 * @throws ConfigError where it needs something that is not here
 */
export async function inOwnWords(config: Config, registry: Registry, facts: DialectFacts): Promise<Config> {
  if (!isForeign(config.root)) {
    requirePipeline(config.root)
    requireChosen(config)
    return config
  }
  const { translateClarena } = await import('./clarena/translate.js')
  return translateClarena(config, registry, {
    options: (each) => resolveOptions(each, facts),
    backbone: facts.backbone,
    warn: (found) => facts.warn?.(found),
  })
}

/**
 * Does something with a config in polyhead's own keys, and tells what is wrong with it in the keys of the config that
 * its user wrote.
 * @param root of that config
 */
export async function inUsersWords<T>(root: MapNode, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const told = await toUsersWords(root, error.diagnostics)
    // Where nothing is to be translated, the error keeps its class and its trace.
    throw told === error.diagnostics ? error : new ConfigError(told, { cause: error })
  }
}

/** Diagnostics in the keys of the config that a user wrote. @param root of that config */
export async function toUsersWords(root: MapNode, diagnostics: readonly Diagnostic[]): Promise<readonly Diagnostic[]> {
  if (diagnostics.length === 0) return diagnostics
  if (isForeign(root)) return (await import('./clarena/users-words.js')).inClarenasWords(root, diagnostics)
  return (await import('./list-items.js')).withIndexes(root, diagnostics)
}

/**
 * The config of one option in polyhead's own classes, under its own keys.
 * @returns it, and what is wrong with it
 */
export async function optionInOwnWords(
  root: MapNode,
  registry: Registry,
): Promise<{ root: MapNode; diagnostics: readonly Diagnostic[] }> {
  if (!namesClarena(root)) return { root, diagnostics: [] }
  const { translateOption } = await import('./clarena/translate.js')
  const diagnostics: Diagnostic[] = []
  return { root: translateOption(root, registry, diagnostics), diagnostics }
}

function namesClarena(node: Node): boolean {
  if (node.kind === 'list') return node.items.some(namesClarena)
  if (node.kind !== 'map') return false
  const target = node.entries.get('_target_')
  if (target?.kind === 'string' && target.value.startsWith('clarena.')) return true
  return [...node.entries.values()].some(namesClarena)
}

/** What a column of another program's table of results is called here; undefined where it has the same name. */
export function columnHere(column: string): string | undefined {
  return Object.hasOwn(RESULT_COLUMNS, column) ? RESULT_COLUMNS[column] : undefined
}

/**
 * A primary config that leaves it to the command line to choose what is run.
 * @param config composed with what is still to be chosen left out
 */
export function isEntrance({ choices, root }: Config): boolean {
  if ([...ofClarena, 'dataset'].some((key) => root.entries.has(key))) return false
  return choices.index === null || choices.index === '???'
}

/** @throws ConfigError where a primary config only chooses what is run, whatever overrides add to it, and has not */
function requireChosen({ root, parts }: Config): void {
  if ([...root.entries].some(([key, node]) => !isAdded(node) || key === 'dataset')) return
  const open = parts.open()
  if (open.length === 0) return
  const choice = choiceThatWorks(open, parts.tries)
  throw new ConfigError({
    code: 'nothing-chosen',
    path: '',
    message: `there is nothing to run: the config is empty until ${isChosenText(open)}`,
    hint: choice && `choose one, such as ${choice}`,
    notes: open.map(({ group, options }) => `options of ${group}: ${shortList(options)}`),
  })
}
