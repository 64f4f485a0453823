import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { LastAnswer } from '../config/last-answer.js'
import type { MapNode } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import type { Registry } from '../registry/registry.js'
import { NOTES, runLayout } from '../rundir/layout.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { isWithin, outside, secretName } from './confine.js'
import { type NamedOutput, namedOutputs, type OutputDirs } from './output-files.js'

/** A temporary file beside it has a longer name, and most file systems take 255 bytes. */
const LONGEST_NAME = 200

/** What the run itself writes into its directory. */
export interface OwnFiles {
  /** The log is named after it. */
  jobName: string
  /** The folder of Hydra's files; null: no such files are written. */
  hydraSubdir: string | null
}

/**
 * Finds components that write to a wrong place: outside of the run's directory (a run writes nowhere else, whoever
 * wrote its config), under a name that no file can have, or where something else writes too.
 * @param root resolved
 */
export function checkOutputs(root: MapNode, registry: Registry, dirs: OutputDirs, own: OwnFiles): Diagnostic[] {
  const known = lastOf(registry, JSON.stringify([dirs.cwd, dirs.outputDir, own.jobName, own.hydraSubdir]))
  return known.of(root, (read) => check(read, registry, dirs, own))
}

/** What was said last, and of which directory and files of the run. */
const last = new WeakMap<Registry, { about: string; answer: LastAnswer<Diagnostic[]> }>()

function lastOf(registry: Registry, about: string): LastAnswer<Diagnostic[]> {
  const known = last.get(registry)
  if (known?.about === about) return known.answer
  const answer = new LastAnswer<Diagnostic[]>()
  last.set(registry, { about, answer })
  return answer
}

function check(root: MapNode, registry: Registry, dirs: OutputDirs, own: OwnFiles): Diagnostic[] {
  const outputs = namedOutputs(root, registry, dirs)
  const layout = layoutOf(outputs, dirs, own)
  if (layout !== undefined && faultless.has(layout)) return []
  const found = faultsOf(outputs, dirs, own)
  if (layout !== undefined && found.length === 0) {
    if (faultless.size >= MOST_LAYOUTS) faultless.clear()
    faultless.add(layout)
  }
  return found
}

/** Layouts without a fault: the jobs of a sweep write the same files, each into its own directory. */
const faultless = new Set<string>()
const MOST_LAYOUTS = 1000

/** All that tells whether outputs are at fault, relative to the run's directory; undefined where that is odd. */
function layoutOf(outputs: readonly NamedOutput[], { outputDir }: OutputDirs, own: OwnFiles): string | undefined {
  if (resolve(outputDir) !== outputDir || dirname(outputDir) === outputDir) return undefined
  const inside = outputDir + sep
  const way = (place: string) => {
    if (place.startsWith(inside)) return [place.slice(inside.length)]
    return isWithin(place, outputDir) ? [relative(outputDir, place)] : place
  }
  const each = outputs.map(({ kind, node, folder, places }) => [
    ...[kind, isSecret(node), way(folder), places.map(way)],
    ...(kind === 'file' ? [node.value] : []),
  ])
  return JSON.stringify([own.jobName, own.hydraSubdir, each])
}

function faultsOf(outputs: readonly NamedOutput[], dirs: OutputDirs, own: OwnFiles): Diagnostic[] {
  const { checkpoints } = runLayout(dirs.outputDir)
  const faults = outputs.map((output) => fault(output, dirs, checkpoints))
  const sound = outputs.filter((_, i) => faults[i] === undefined)
  return [
    ...faults.filter((found) => found !== undefined),
    ...hydraSubdirFault(dirs, own),
    ...collisions(sound, dirs, own),
  ]
}

/** Places within the run's directory at which the run writes, absolute. */
export function* outputPlaces(
  root: MapNode,
  registry: Registry,
  dirs: OutputDirs,
  own: OwnFiles,
): Generator<string, void, void> {
  const { checkpoints, results, metrics } = runLayout(dirs.outputDir)
  const named = namedOutputs(root, registry, dirs).flatMap(({ kind, places }) => (kind === 'label' ? [] : places))
  const within = named.filter((place) => place !== dirs.outputDir && isWithin(place, dirs.outputDir))
  yield* [...ownFiles(dirs.outputDir, own), checkpoints, results, metrics, ...within]
}

function fault(
  { path, node, kind, folder, places }: NamedOutput,
  { outputDir }: OutputDirs,
  checkpoints: string,
): Diagnostic | undefined {
  if (isSecret(node)) return secretName(path, node)
  const leads = places.some((place) => !isWithin(place, outputDir))
  // A file in a folder that is outside itself is told once.
  if (leads && isWithin(folder, outputDir) === (kind !== 'folder')) return outside(path, node)
  const replaced = (place: string) => place !== checkpoints && isWithin(place, checkpoints)
  // What lies in a folder that is replaced itself is told once.
  const made = kind === 'folder' || (kind === 'label' && !replaced(folder)) ? places.find(replaced) : undefined
  if (made !== undefined) {
    return {
      code: 'output-collision',
      path,
      message: `${path}: '${relative(outputDir, made)}' lies in 'checkpoints', whose folders the run replaces`,
      source: node.source,
      hint: kind === 'folder' ? 'such as ${hydra:runtime.output_dir}/kept' : 'choose another name',
    }
  }
  if (kind !== 'file' || leads) return undefined
  const problem = nameProblem(node.value)
  if (problem === undefined) return undefined
  return {
    code: 'not-a-file-name',
    path,
    message: `${path} must be the name of a file, but '${node.value}' ${problem}`,
    source: node.source,
    hint: 'save_dir names the folder',
  }
}

function nameProblem(name: string): string | undefined {
  if (name.includes('/') || name.includes(sep)) return "holds a '/'"
  if (name.includes('\0')) return 'holds a null character'
  if (['', '.', '..'].includes(name)) return 'names none'
  const bytes = Buffer.byteLength(name)
  return bytes > LONGEST_NAME ? `has ${bytes} bytes, more than ${LONGEST_NAME}` : undefined
}

function hydraSubdirFault({ outputDir }: OutputDirs, { jobName, hydraSubdir }: OwnFiles): Diagnostic[] {
  const file = ownFiles(outputDir, { jobName, hydraSubdir: null }).find(
    (place) => hydraSubdir !== null && isWithin(join(outputDir, hydraSubdir), place),
  )
  if (file === undefined) return []
  const path = 'hydra.output_subdir'
  const own = relative(outputDir, file)
  const message = `${path}: '${hydraSubdir}' must be a folder, but '${own}' is a file of the run itself`
  return [{ code: 'output-collision', path, message, hint: 'choose another name' }]
}

/** A place, and what writes there: a component's value, or the run itself. */
interface Taken {
  place: string
  by: NamedOutput | undefined
}

function collisions(outputs: readonly NamedOutput[], { outputDir }: OutputDirs, own: OwnFiles): Diagnostic[] {
  const files: Taken[] = [
    ...ownFiles(outputDir, own).map((place) => ({ place, by: undefined })),
    ...outputs.filter(isFile).flatMap((by) => by.places.map((place): Taken => ({ place, by }))),
  ]
  const found = new Map<NamedOutput, string>()
  const first = new Map<string, Taken>()
  for (const file of files) {
    const other = first.get(file.place)
    if (!other) first.set(file.place, file)
    // Loggers of one version write the same hyperparameters.
    else if (file.by?.kind === 'beside' && other.by?.kind === 'beside') continue
    else if (file.by) found.set(file.by, `is written by ${writer(other)}, too`)
  }
  for (const inner of [...files, ...bareFolders(outputs)]) {
    for (const folder of foldersOf(inner, outputDir)) {
      const file = first.get(folder)
      if (file?.by) found.set(file.by, `is a folder that ${writer(inner)} writes to`)
      else if (file && inner.by)
        found.set(inner.by, `lies in '${relative(outputDir, folder)}', a file of the run itself`)
    }
  }
  return [...found].map(([{ path, node, places }, problem]) => ({
    code: 'output-collision',
    path,
    message: `${path}: '${relative(outputDir, places[0] as string)}' ${problem}`,
    source: node.source,
    hint: 'choose another name',
  }))
}

function isFile({ kind }: NamedOutput): boolean {
  return kind === 'file' || kind === 'beside'
}

/** Folders of components that name no file. */
function bareFolders(outputs: readonly NamedOutput[]): Taken[] {
  const named = new Set(outputs.filter(({ kind }) => kind === 'file').map(({ folder }) => folder))
  return outputs.flatMap((by) => (by.kind === 'folder' && !named.has(by.folder) ? [{ place: by.folder, by }] : []))
}

/** Every folder within the run's directory that must be one for something to be written. */
function foldersOf({ place, by }: Taken, outputDir: string): string[] {
  const found: string[] = []
  const start = by?.kind === 'folder' ? place : dirname(place)
  for (let folder = start; isWithin(folder, outputDir) && folder !== outputDir; folder = dirname(folder)) {
    found.push(folder)
  }
  return found
}

function writer({ place, by }: Taken): string {
  return by ? by.path : `the run itself (${basename(place)})`
}

function ownFiles(dir: string, { jobName, hydraSubdir }: OwnFiles): string[] {
  const layout = runLayout(dir)
  const { record, resolvedConfig, configSources, hparams, gitDiff, profile, report, checkpoints } = layout
  const hydra =
    hydraSubdir === null ? [] : ['config', 'hydra', 'overrides'].map((name) => `${hydraSubdir}/${name}.yaml`)
  return [
    ...[
      record,
      resolvedConfig,
      configSources,
      hparams,
      gitDiff,
      profile,
      report,
      layout.bestWeights,
      layout.finalWeights,
    ],
    ...[join(checkpoints, 'last', 'model.safetensors'), join(dir, `${jobName}.log`), join(dir, NOTES)],
    ...hydra.map((name) => join(dir, name)),
  ]
}
