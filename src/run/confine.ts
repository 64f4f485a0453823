import { isAbsolute, relative, sep } from 'node:path'
import type { Node } from '../config/node.js'
import { isSecret } from '../config/secret-node.js'
import type { Diagnostic } from '../util/diagnostic.js'

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  // Most are, and looking is faster than asking for the way.
  if (path.startsWith(folder + sep) && !path.includes('..')) return true
  const way = relative(folder, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** A name that leads out of the directory that it is for. */
export function outside(path: string, node: Node): Diagnostic {
  const shown = node.kind === 'string' && !isSecret(node) ? ` ('${node.value}')` : ''
  return {
    code: 'outside-run-directory',
    path,
    message: `${path}${shown} leads out of the run's directory, and a run writes nowhere else`,
    source: node.source,
    hint: /save_dir$|dirpath$/.test(path) ? `use '${path}="${folderWithin(node)}"'` : 'a name, without ..',
  }
}

/** The folder of that name in the directory, where it is a name. */
function folderWithin(node: Node): string {
  const name = node.kind === 'string' && !isSecret(node) && /^\w[\w-]*$/.test(node.value) ? node.value : 'results'
  return `\${hydra:runtime.output_dir}/${name}`
}

/** A name that would show a secret to whoever lists the folder. */
export function secretName(path: string, node: Node): Diagnostic {
  const source = node.via?.source ?? node.source
  return {
    code: 'secret-in-name',
    path,
    message: `${path} is made of a secret, which the name of a file or folder would show`,
    source,
    hint: 'secrets belong in values only',
  }
}
