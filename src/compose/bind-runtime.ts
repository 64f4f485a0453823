import type { MapNode, Node } from '../config/index.js'
import type { DerivedSource } from '../util/source.js'
import { type Config, createConfig } from './config.js'
import type { ConfigSource } from './config-source.js'
import { appended, hydraMap } from './hydra-node.js'
import { listNode, textNode, withEntries } from './scalar-nodes.js'
import type { Warnings } from './warnings.js'

/** What a run knows of itself. */
export interface Runtime {
  /** Absolute path of the folder that the program was started in. */
  cwd: string
  /** Absolute path of the run directory; undefined while it is not known yet. */
  outputDir?: string
  /** `name` gives way to one that the config or an override sets; `id` and `num` are those of a sweep's job. */
  job: { name: string; num?: number; id?: string }
  /** The moment that `${now:…}` stands for. */
  now: Date
  /** `RUN` gives way to the config's own `hydra.mode`. As in Hydra, a mode that is set here is noted as an override. */
  mode?: 'RUN' | 'MULTIRUN'
  /** The search path; by default the one that the config was composed from. */
  configSources?: readonly { path: string; schema: string; provider: string }[]
  /** Version of the program. */
  version: string
}

const SOURCE: DerivedSource = { kind: 'runtime', by: 'run' }

const absent = (node: Node | undefined): boolean => !node || node.kind === 'missing'

let lastDirectory: { dir: string; node: Node } | undefined

/** Jobs that are validated in one directory share its node, and all that is made of it. */
function directoryNode(dir: string): Node {
  if (lastDirectory?.dir !== dir) lastDirectory = { dir, node: textNode(dir, SOURCE) }
  return lastDirectory.node
}

/** By search path: the jobs of a sweep have one. */
const searched = new WeakMap<readonly ConfigSource[], Node>()

function sourcesNode({ parts: { sources } }: Config, runtime: Runtime): Node {
  if (runtime.configSources) return listOf(runtime.configSources)
  const known = searched.get(sources)
  if (known) return known
  const node = listOf(
    sources.map(({ path, provider }) => {
      const [schema = 'file', place = ''] = path.split('://')
      return { path: place, schema, provider }
    }),
  )
  searched.set(sources, node)
  return node
}

function listOf(sources: NonNullable<Runtime['configSources']>): Node {
  return listNode(
    sources.map(({ path, schema, provider }): Node => {
      const entries: [string, Node][] = [
        ['path', textNode(path, SOURCE)],
        ['schema', textNode(schema, SOURCE)],
        ['provider', textNode(provider, SOURCE)],
      ]
      return { kind: 'map', entries: new Map(entries), source: SOURCE }
    }),
    SOURCE,
  )
}

/** By the node that it is made of: the jobs of a sweep share what they know of their process. */
const ofProcess = new WeakMap<MapNode, { version: string; cwd: string; sources: Node; made: MapNode }>()

function withProcess(node: MapNode, { version, cwd, outputDir }: Runtime, sources: Node): MapNode {
  let known = ofProcess.get(node)
  if (!known || known.version !== version || known.cwd !== cwd || known.sources !== sources) {
    const made = withEntries(node, [
      ['version', textNode(version, SOURCE)],
      ['cwd', textNode(cwd, SOURCE)],
      ['config_sources', sources],
    ])
    known = { version, cwd, sources, made }
    ofProcess.set(node, known)
  }
  return outputDir === undefined ? known.made : withDirectory(known.made, outputDir)
}

/** The same of the directory that they are validated in. */
const inDirectory = new WeakMap<MapNode, { directory: Node; made: MapNode }>()

function withDirectory(node: MapNode, dir: string): MapNode {
  const directory = directoryNode(dir)
  const known = inDirectory.get(node)
  if (known?.directory === directory) return known.made
  const made = withEntries(node, [['output_dir', directory]])
  inDirectory.set(node, { directory, made })
  return made
}

function modeEntries(hydra: MapNode, mode: Runtime['mode'], warnings: Warnings): [string, Node][] {
  const own = hydra.entries.get('mode')
  const isSet = !absent(own) && own?.kind !== 'null'
  const isRun = own?.kind === 'string' && own.value === 'RUN'
  if (mode === undefined || (isSet && !(mode === 'MULTIRUN' && isRun))) return []
  if (isRun) {
    warnings.add({
      code: 'mode-overridden',
      severity: 'warning',
      path: 'hydra.mode',
      message: 'hydra.mode is RUN, but this is a sweep, so it becomes MULTIRUN',
      source: own.source,
    })
  }
  const overrides = appended(hydraMap(hydra, 'overrides'), 'hydra', [`hydra.mode=${mode}`], SOURCE)
  return [
    ['mode', textNode(mode, SOURCE)],
    ['overrides', overrides],
  ]
}

/**
 * Tells the hydra node about this run: `hydra.runtime.*`, `hydra.job.name`, `num` and `id`, `hydra.mode`.
 * From then on `${hydra:…}` and `${now:…}` resolve. The given config stays as it was.
 */
export function bindRuntime(config: Config, runtime: Runtime): Config {
  const { full } = config.parts
  const hydra = hydraMap(config.hydra)
  const job = hydraMap(hydra, 'job')
  const jobEntries: [string, Node][] = []
  if (absent(job.entries.get('name'))) jobEntries.push(['name', textNode(runtime.job.name, SOURCE)])
  if (runtime.job.num !== undefined) jobEntries.push(['num', { kind: 'int', value: runtime.job.num, source: SOURCE }])
  if (runtime.job.id !== undefined) jobEntries.push(['id', textNode(runtime.job.id, SOURCE)])
  const bound: MapNode = withEntries(hydra, [
    ['job', withEntries(job, jobEntries)],
    ['runtime', withProcess(hydraMap(hydra, 'runtime'), runtime, sourcesNode(config, runtime))],
    ...modeEntries(hydra, runtime.mode, config.parts.warnings),
  ])
  const parts = { ...config.parts, full: withEntries(full, [['hydra', bound]]), now: runtime.now, bound: true }
  return createConfig(parts, config.root)
}

/** A bound config that knows its run's directory, too. @param outputDir absolute */
export function bindOutputDir(config: Config, outputDir: string): Config {
  const { full } = config.parts
  const hydra = hydraMap(config.hydra)
  const runtime = withDirectory(hydraMap(hydra, 'runtime'), outputDir)
  const whole = withEntries(full, [['hydra', withEntries(hydra, [['runtime', runtime]])]])
  return createConfig({ ...config.parts, full: whole }, config.root)
}
