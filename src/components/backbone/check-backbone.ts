import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Manifest } from '../../registry/manifest.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { Source } from '../../util/source.js'
import { noWeights, weightsFile } from '../saved-weights.js'

/**
 * The rules of a backbone: what it takes is what the data set declares, and the weights of its warm start exist.
 * @param key of the backbone: `input_dim`, `input_channels` or `image_shape`.
 */
export function checkBackbone(key: 'input_dim' | 'input_channels' | 'image_shape'): NonNullable<Manifest['check']> {
  return (node, path, root) => [...checkInput(key, node, path, root), ...checkWeights(node, path)]
}

function checkInput(key: string, node: Node, path: string, root: Node): Diagnostic[] {
  const own = entryAt(node, key)
  const declared = key === 'input_dim' ? 'num_features' : 'image_shape'
  const value = entryAt(root, 'dataset', declared)
  const given = text(key === 'input_channels' && value?.kind === 'list' ? value.items[2] : value)
  const taken = text(own)
  if (given === undefined || taken === undefined || given === taken) return []
  const what = {
    input_dim: 'numbers in a sample',
    input_channels: 'channels in an image',
    image_shape: 'as image_shape',
  }
  // What nobody wrote is found while a config is read in our keys: its user has no such key.
  const isFound = value?.source?.kind === 'runtime'
  const there = isFound ? given : `\${dataset.${declared}${key === 'input_channels' ? '[2]' : ''}}`
  const message = `${path}.${key} is ${taken}, but the data set declares ${given} ${what[key as keyof typeof what]}`
  return [{ code: 'dimension', path: `${path}.${key}`, message, hint: `write ${key}: ${there}`, ...place(own) }]
}

function checkWeights(node: Node, path: string): Diagnostic[] {
  const weights = entryAt(node, 'weights')
  if (weights?.kind !== 'string' || weightsFile(weights.value) !== undefined) return []
  return [{ ...noWeights(weights.value, `${path}.weights`), ...place(weights) }]
}

/** An integer, or a list of integers. */
function text(node: Node | undefined): string | undefined {
  if (node?.kind === 'int') return String(node.value)
  if (node?.kind !== 'list') return undefined
  const items = node.items.map((item) => text(item))
  return items.includes(undefined) ? undefined : `[${items.join(', ')}]`
}

function place(node: Node | undefined): { source?: Source } {
  return node?.source ? { source: node.source } : {}
}
