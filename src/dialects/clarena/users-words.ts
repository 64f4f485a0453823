import type { MapNode } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { PIPELINES } from './names.js'

/** Keys of CLArena's data sets. Others of ours are derived, and no key of its is meant. */
const DATASET_KEYS = [
  ...['_target_', 'root', 'split', 'num_tasks', 'class_split', 'datasets', 'validation_percentage', 'test_percentage'],
  ...['sampling_strategy', 'batch_size', 'num_workers', 'custom_transforms', 'repeat_channels', 'to_tensor', 'resize'],
  ...['permutation_mode', 'permutation_seeds', 'rotation_degrees'],
]

/** Those of a data set that is made from another one's tasks. */
const OUTER_KEYS = ['sampling_strategy', 'batch_size', 'num_workers']

const NAMES = 'dataset|algorithm|loggers|seed'
/** A key of ours in a text: `dataset.root`, `++dataset.root=DIR`, or what the text begins with. */
const KEY = new RegExp(`(?:(?<![\\w./$\\]-])(${NAMES})(?=[.=]\\w)|^(${NAMES})(?=[ :]|$))(?:\\.(\\w+))?`, 'g')

/** What is wrong with a config of CLArena's, in its own keys instead of ours. @param root of that config */
export function inClarenasWords(root: MapNode, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const own = Object.values(PIPELINES).find(({ dataset }) => root.entries.has(dataset)) ?? PIPELINES.MTL_EXPR
  const names: Readonly<Record<string, string>> = {
    algorithm: own.algorithm,
    loggers: 'lightning_loggers',
    seed: 'global_seed',
  }
  const dataset = root.entries.get(own.dataset)
  const inner = entryAt(dataset, 'cl_dataset')
  const datasetKey = (key: string): string | undefined => {
    const within = inner?.kind === 'map' ? `${own.dataset}.cl_dataset` : own.dataset
    if (dataset?.kind === 'map' && dataset.entries.has(key)) return `${own.dataset}.${key}`
    if (inner?.kind === 'map' && inner.entries.has(key)) return `${within}.${key}`
    if (!DATASET_KEYS.includes(key)) return undefined
    return `${OUTER_KEYS.includes(key) ? own.dataset : within}.${key}`
  }
  const put = (text: string) =>
    text.replace(KEY, (whole, first: string | undefined, begin: string | undefined, key: string | undefined) => {
      const name = (first ?? begin) as string
      if (name === 'dataset') return (key === undefined ? own.dataset : datasetKey(key)) ?? whole
      return `${names[name]}${key === undefined ? '' : `.${key}`}`
    })
  return diagnostics.map((each) => {
    const notes = each.path.startsWith('dataset.') ? each.notes?.map(withoutDerived) : each.notes
    return {
      ...each,
      path: put(each.path),
      message: put(each.message),
      ...(each.hint !== undefined && { hint: put(each.hint) }),
      ...(notes && { notes: notes.map(put) }),
    }
  })
}

/** A list of a data set's keys without those that are derived. */
function withoutDerived(note: string): string {
  return note.replace(/^(known keys: )(.*)$/, (_, label: string, keys: string) => {
    return (
      label +
      keys
        .split(', ')
        .filter((key) => DATASET_KEYS.includes(key))
        .join(', ')
    )
  })
}
