import type { MapNode, Node } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { withIndexes } from '../list-items.js'
import { FROM_CL, targetOf } from './dataset.js'
import { NEEDLESS_CALLBACKS, PIPELINES, SAME_AS } from './names.js'
import { transformPaths } from './transforms.js'

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
const KEY = new RegExp(`(?:(?<![\\w./$\\]-])(${NAMES})(?=[.=][\\w…])|^(${NAMES})(?=[ :]|$))(?:\\.(\\w+))?`, 'g')

/** What is found by CLArena's rules where a tree has no key of that name. */
const FOUND: Readonly<Record<string, string>> = {
  image_shape: 'the shape of a sample',
  num_features: 'the number of values in a sample',
  num_tasks: 'the number of tasks',
  num_classes: 'the number of classes',
  class_split: 'the classes of the task',
  source: 'the data set',
  mean: 'the mean',
  std: 'the standard deviation',
}
const FOUND_KEY = new RegExp(`(?<![\\w./])dataset\\.(${Object.keys(FOUND).join('|')})(?![\\w])`, 'g')

/** A key of ours that stands for none of the tree's, in a hint: what it advises is not possible. */
const OURS_ALONE = /(?<![\w./])dataset\.\w/

const CUSTOM = /\bdataset\.custom_transforms\[(\d+)\]/g

/** What is wrong with a config of CLArena's, in its own keys instead of ours. @param root of that config */
export function inClarenasWords(root: MapNode, diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
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
    // The outer class says only that the tasks are the inner one's.
    if (key === '_target_' && inner && targetOf(dataset) === FROM_CL) return `${within}.${key}`
    if (dataset?.kind === 'map' && dataset.entries.has(key)) return `${own.dataset}.${key}`
    if (inner?.kind === 'map' && inner.entries.has(key)) return `${within}.${key}`
    if (!DATASET_KEYS.includes(key) || Object.hasOwn(FOUND, key)) return undefined
    return `${OUTER_KEYS.includes(key) ? own.dataset : within}.${key}`
  }
  const custom = datasetKey('custom_transforms') ?? ''
  const holder = entryAt(dataset, 'custom_transforms') ?? entryAt(inner, 'custom_transforms')
  const transforms = transformPaths(holder, custom)
  const put = (text: string) =>
    text
      .replace(CUSTOM, (whole, i: string) => transforms[Number(i)] ?? whole)
      .replace(KEY, (whole, first: string | undefined, begin: string | undefined, key: string | undefined) => {
        const name = (first ?? begin) as string
        if (name === 'dataset') return (key === undefined ? own.dataset : datasetKey(key)) ?? whole
        return `${names[name]}${key === undefined ? '' : `.${key}`}`
      })
  const ofFound = ({ path }: Diagnostic): boolean => {
    const key = /^dataset\.(\w+)/.exec(path)?.[1]
    return key !== undefined && Object.hasOwn(FOUND, key) && datasetKey(key) === undefined
  }
  // What is found by rules is wrong where what they go by is, which is told, too.
  const told = diagnostics.some((each) => each.severity !== 'warning' && !ofFound(each))
  const meant = told ? diagnostics.filter((each) => !ofFound(each)) : diagnostics
  const inKeys = meant.map((each) => {
    const ofDataset = /^dataset\.\w+$/.test(each.path)
    const notes = (ofDataset ? each.notes?.map(withoutDerived) : each.notes)?.map(put)
    const hint = each.hint === undefined ? undefined : put(each.hint)
    const path = put(each.path)
    return {
      ...each,
      path: OURS_ALONE.test(path) ? own.dataset : path,
      message: put(each.message).replace(FOUND_KEY, (_, key: string) => FOUND[key] as string),
      hint: hint !== undefined && OURS_ALONE.test(hint) ? undefined : hint,
      ...(notes && { notes: notes.filter((note) => !OURS_ALONE.test(note)) }),
    }
  })
  return withIndexes(root, inKeys, inRun)
}

/** A callback as a run has it. */
function inRun(item: Node): Node | undefined {
  const target = targetOf(item)
  if (NEEDLESS_CALLBACKS.includes(target)) return undefined
  if (item.kind !== 'map' || !Object.hasOwn(SAME_AS, target)) return item
  const own = { ...item.entries.get('_target_'), kind: 'string', value: SAME_AS[target] } as Node
  return { ...item, entries: new Map(item.entries).set('_target_', own) }
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
