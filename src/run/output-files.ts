import { join, resolve, sep } from 'node:path'
import { childPath } from '../config/index.js'
import type { Key, MapNode, Node, ScalarNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { svgName } from '../report/svg-name.js'
import { versionFolder } from '../runs/version-folder.js'
import { taskNameIn } from '../schema/rules/tasks.js'
import { taskIds } from './run-keys.js'

/** A value of the config that says where a component writes. */
export interface NamedOutput {
  /** Of that value. */
  path: string
  node: ScalarNode & { kind: 'string' }
  /** `label`: a name that may become part of a path. `beside`: a file that no key names, beside one that is. */
  kind: 'folder' | 'file' | 'label' | 'beside'
  /** Absolute: the component's folder. */
  folder: string
  /** Absolute: the folder, or the files of that name: several where it stands for one of each task. */
  places: readonly string[]
}

/** The run's directory, absolute, and the folder that relative paths start from. */
export interface OutputDirs {
  outputDir: string
  cwd: string
}

/** Groups whose components write files. */
const WRITERS = ['metrics', 'callbacks', 'loggers'] as const

/** Keys that name where they write: a folder, and files in it. */
const FOLDER = 'save_dir'
/** The same of checkpoints: null leaves it to the run. */
const WEIGHTS_FOLDER = 'dirpath'
const FILE = /^(file_name|(.*_)?(csv|plot)_name|(labels|task_ids)_filename)$/
const LABELS: readonly string[] = ['name', 'version', 'sub_dir']
/** Loggers that make folders of those. */
const VERSIONED = /\.(CSVLogger|TensorBoardLogger)$/
/** What such a logger writes into them without being asked. */
const HPARAMS = 'hparams.yaml'
/** Its name is shown, and part of no path. */
const NAME_SHOWN = /\.WandbLogger$/

/**
 * Where the components of a config write, by the keys that say so. One whose folder is null writes nothing.
 * @param root resolved
 */
export function namedOutputs(root: MapNode, registry: Registry, dirs: OutputDirs): NamedOutput[] {
  const found: NamedOutput[] = []
  const visit = (node: MapNode, path: string) => {
    const entries = withArguments(node, registry)
    if (entries.has('_target_')) found.push(...outputsOf(entries, path, root, dirs))
    for (const [key, child] of entries) if (child.kind === 'map') visit(child, childPath(path, node, key))
  }
  for (const group of WRITERS) {
    const node = root.entries.get(group)
    if (node?.kind === 'map') visit(node, group)
  }
  return found
}

/** A component's keys, those of its `_args_` under their names. */
function withArguments(node: MapNode, registry: Registry): ReadonlyMap<Key, Node> {
  const [args, target] = [node.entries.get('_args_'), node.entries.get('_target_')]
  if (args?.kind !== 'list' || target?.kind !== 'string') return node.entries
  const entries = new Map(node.entries)
  for (const [i, name] of (registry.find(target.value)?.positional ?? []).entries()) {
    const given = args.items[i]
    if (given) entries.set(name, given)
  }
  return entries
}

/** Nothing that a path would have to be freed of. */
const PLAIN_PATH = /^(?:\/[\w-][\w.-]*)+$/
const PLAIN_NAME = /^[\w-][\w.-]*$/

/** As `resolve` from an absolute folder: most paths are what they are. */
function placeIn(folder: string, path: string): string {
  if (sep !== '/') return resolve(folder, path)
  if (PLAIN_PATH.test(path)) return path
  return PLAIN_NAME.test(path) && PLAIN_PATH.test(folder) ? `${folder}/${path}` : resolve(folder, path)
}

function outputsOf(entries: ReadonlyMap<Key, Node>, path: string, root: MapNode, dirs: OutputDirs): NamedOutput[] {
  if (entries.get(FOLDER)?.kind === 'null') return []
  const folderNode = entries.get(FOLDER) ?? entries.get(WEIGHTS_FOLDER)
  const base = folderNode?.kind === 'string' ? placeIn(dirs.cwd, folderNode.value) : dirs.outputDir
  const own = placeIn(base, versioned(entries))
  const target = entries.get('_target_')
  const shown = target?.kind === 'string' && NAME_SHOWN.test(target.value)
  // The innermost of its folders is the last text's.
  const innermost = LABELS.findLast((key) => entries.get(key)?.kind === 'string')
  const beside: NamedOutput[] =
    target?.kind === 'string' && versioned(entries) !== ''
      ? [{ path, node: target, kind: 'beside', folder: own, places: [placeIn(own, HPARAMS)] }]
      : []
  const named = [...entries].flatMap(([key, node]): NamedOutput[] => {
    const name = String(key)
    if (name === 'name' && shown) return []
    const kind =
      name === FOLDER || name === WEIGHTS_FOLDER
        ? 'folder'
        : LABELS.includes(name)
          ? 'label'
          : FILE.test(name)
            ? 'file'
            : undefined
    if (kind === undefined || node.kind !== 'string') return []
    if (kind === 'folder') return [{ path: `${path}.${name}`, node, kind, folder: base, places: [base] }]
    if (kind === 'label') {
      const place = name === innermost && own !== base ? own : placeIn(base, node.value)
      return [{ path: `${path}.${name}`, node, kind, folder: base, places: [place] }]
    }
    const places = fileNames(name, node.value, root).map((each) => placeIn(own, each))
    return [{ path: `${path}.${name}`, node, kind, folder: own, places }]
  })
  return [...beside, ...named]
}

/** The folders that a logger makes within its own. */
function versioned(entries: ReadonlyMap<Key, Node>): string {
  const [target, name, version, within] = ['_target_', ...LABELS].map((key) => entries.get(key))
  if (target?.kind !== 'string' || !VERSIONED.test(target.value)) return ''
  const number = version?.kind === 'int' ? Number(version.value) : null
  const folder = versionFolder({
    name: name?.kind === 'string' ? name.value : null,
    version: version?.kind === 'string' ? version.value : number,
  })
  return within?.kind === 'string' ? join(folder, within.value) : folder
}

/** A name as its component writes it. */
function fileNames(key: string, name: string, root: MapNode): string[] {
  if (key.endsWith('plot_name')) return [svgName(name)]
  if (!name.includes('<t>')) return [name]
  return taskIds(root, 'eval_tasks').map((task) => name.replaceAll('<t>', taskNameIn(root, task)))
}
