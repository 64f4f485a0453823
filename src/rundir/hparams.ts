import { fromPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { withoutSecrets } from '../config/secret-node.js'
import { withoutNamed } from '../config/without-named.js'

/** Groups of which every key is a hyperparameter beside the algorithm's own. */
const GROUPS = ['backbone', 'optimizer', 'lr_scheduler'] as const

/**
 * The non-algorithmic hyperparameters of a resolved config, flat, under CLArena's dotted names (`batch_size`,
 * `backbone`, `backbone.hidden_dims` …) and those that it forgets: `optimizer.*`, `lr_scheduler.*`, `seed`,
 * `train_tasks`, `eval_tasks`.
 */
export function nonAlgorithmicHparams(root: MapNode): MapNode {
  const entries = new Map<string, Node>()
  const batchSize = entryAt(root, 'dataset', 'batch_size')
  if (batchSize) entries.set('batch_size', batchSize)
  for (const group of GROUPS) {
    const node = root.entries.get(group)
    if (node?.kind !== 'map') continue
    const target = node.entries.get('_target_')
    if (target) entries.set(group, target)
    for (const [key, value] of node.entries) {
      if (!String(key).startsWith('_')) entries.set(`${group}.${key}`, value)
    }
  }
  for (const key of ['seed', 'train_tasks', 'eval_tasks']) entries.set(key, root.entries.get(key) ?? fromPlain(null))
  return withoutSecrets({ kind: 'map', entries: new Map([...entries].map(masked)) }) as MapNode
}

/** What is named like a secret stands in no hyperparameters. */
function masked([path, node]: [string, Node]): [string, Node] {
  return [path, withoutNamed(node, path)]
}
