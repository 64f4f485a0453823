import { isAbsolute, relative, resolve } from 'node:path'
import type { MapNode, Node } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { isSecretName } from '../util/secret-name.js'

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith('../') && !isAbsolute(way))
}

/** Groups whose components write files. */
const WRITERS = ['metrics', 'callbacks', 'loggers'] as const

/** Keys that name where they write: a folder, and files in it. */
const FOLDER = 'save_dir'
const FILE = /^(file_name|name|(.*_)?(csv|plot)_name)$/

/**
 * Finds components that would write outside of the run's directory: a run writes nowhere else, whoever wrote its config.
 * @param root resolved
 * @param dirs the run's directory, absolute, and the folder that relative paths start from
 */
export function outsideWriters(root: MapNode, dirs: { outputDir: string; cwd: string }): Diagnostic[] {
  const found: Diagnostic[] = []
  for (const group of WRITERS) {
    const node = root.entries.get(group)
    if (node?.kind === 'map') visit(node, group, dirs, found)
  }
  return found
}

function visit(node: MapNode, path: string, dirs: { outputDir: string; cwd: string }, found: Diagnostic[]): void {
  const folderNode = node.entries.get(FOLDER)
  const folder = folderNode?.kind === 'string' ? resolve(dirs.cwd, folderNode.value) : dirs.outputDir
  for (const [key, child] of node.entries) {
    const at = `${path}.${String(key)}`
    if (child.kind === 'map') visit(child, at, dirs, found)
    if (child.kind !== 'string' || !node.entries.has('_target_')) continue
    const place = key === FOLDER ? folder : FILE.test(String(key)) ? resolve(folder, child.value) : undefined
    if (place === undefined) continue
    if (isSecret(child)) found.push(secretName(at, child))
    else if (!isWithin(place, dirs.outputDir) && isWithin(folder, dirs.outputDir) === (key !== FOLDER)) {
      found.push(outside(at, child))
    }
  }
}

function isSecret(node: Node): boolean {
  return node.env?.some(isSecretName) === true
}

/** A name that leads out of the directory that it is for. */
export function outside(path: string, node: Node): Diagnostic {
  const shown = node.kind === 'string' ? ` ('${node.value}')` : ''
  return {
    code: 'outside-run-directory',
    path,
    message: `${path}${shown} leads out of the run's directory, and a run writes nowhere else`,
    ...(node.source && { source: node.source }),
    hint: path.endsWith(FOLDER) ? 'such as ${hydra:runtime.output_dir}/results' : 'a name, without ..',
  }
}

/** A name that would show a secret to whoever lists the folder. */
export function secretName(path: string, node: Node): Diagnostic {
  const source = node.via?.source ?? node.source
  return {
    code: 'secret-in-name',
    path,
    message: `${path} is made of a secret, which the name of a file or folder would show`,
    ...(source && { source }),
    hint: 'secrets belong in values only',
  }
}
