import { weightsFile } from '../components/saved-weights.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { sha256OfFile } from '../util/sha256.js'
import { shellCommand } from '../util/shell-command.js'
import type { Purpose } from './purpose.js'

/** Whether all weights of the network are at hand: those that it began with need not be there any more. */
export function bringsWeights(purpose: Purpose): boolean {
  return purpose.kind === 'eval' || (purpose.kind === 'resume' && purpose.from !== null)
}

/** sha256 of the weights that the network of a resolved config begins with, by key: `heads.weights.2`. */
export function warmStarts(root: MapNode): Record<string, string> {
  const paths = ['backbone', 'heads'].flatMap((part) => hashes(entryAt(root, part, 'weights'), `${part}.weights`))
  return Object.fromEntries(paths)
}

function hashes(node: Node | undefined, path: string): [path: string, sha256: string][] {
  if (node?.kind === 'map') return [...node.entries].flatMap(([key, each]) => hashes(each, `${path}.${String(key)}`))
  const file = node?.kind === 'string' ? weightsFile(node.value) : undefined
  const sha256 = file && sha256OfFile(file)
  return sha256 ? [[path, sha256]] : []
}

/** Says of missing weights of a warm start that reproducing needs them. */
export function asReproduction(error: unknown, runDir: string): unknown {
  if (!(error instanceof ConfigError)) return error
  const told = (each: Diagnostic): Diagnostic => {
    if (each.code !== 'no-weights') return each
    const message = `${each.message}; the run began with these weights, and reproducing it needs them`
    const hint = `where they are now elsewhere: ${shellCommand('reproduce', runDir, `${each.path}=PATH`)}`
    return { ...each, message, hint }
  }
  return new ConfigError(error.diagnostics.map(told), { cause: error })
}
