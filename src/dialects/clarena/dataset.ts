import { fromPlain, type Key, type MapNode, type Node } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { didYouMean, nearest } from '../../util/suggest.js'
import { KINDS } from './names.js'
import { sizeOf } from './resize.js'
import { EMNIST_PARTS, RAW_CLASSES, SOURCES, type SourceFacts } from './sources.js'
import { translateTransforms } from './transforms.js'

/** Its tasks are those of its `cl_dataset`. */
export const FROM_CL = 'clarena.mtl_datasets.MTLDatasetFromCL'
const COMBINED = ['clarena.mtl_datasets.Combined', 'clarena.cl_datasets.Combined']

/** What a task is made of, by a data set's class. */
type Kind = 'Permuted' | 'Split' | 'Rotated' | 'Combined' | 'Single'

/** Keys that CLArena's classes cannot be made without, beside the folder and the share for validation. */
const NEEDED: Readonly<Record<Kind, readonly string[]>> = {
  Permuted: ['num_tasks'],
  Split: ['class_split'],
  Rotated: ['num_tasks'],
  Combined: ['datasets'],
  Single: [],
}

/** A data set with more is refused when its keys are checked: what they come to need not be known. */
const MOST_TASKS = 10_000

/** As many as a sample may have. */
const MOST_VALUES = 2 ** 24

/** A data set while it becomes one of ours. */
interface Draft {
  entries: Map<Key, Node>
  /** Of a key, in the user's config. */
  pathOf(key: string): string
  node: MapNode
  wrong: Diagnostic[]
}

/** A value that CLArena finds out while it runs. */
const derived = (value: unknown): Node => fromPlain(value, { source: { kind: 'runtime', by: "CLArena's rules" } })

/**
 * A data set of CLArena's as one of ours; as it is where it is not known, for the registry to judge.
 * @param path of the node
 * @param wrong what is found is added, warnings too
 */
export function translateDataset(node: MapNode, path: string, wrong: Diagnostic[]): Node {
  const inner = targetOf(node) === FROM_CL ? node.entries.get('cl_dataset') : undefined
  if (inner === undefined) {
    const entries = new Map(node.entries)
    return oneDataset({ entries, pathOf: (key) => `${path}.${key}`, node, wrong })
  }
  if (inner.kind !== 'map') {
    const message = `${path}.cl_dataset must be a map`
    wrong.push({ code: 'wrong-type', path: `${path}.cl_dataset`, message, source: inner.source })
    return node
  }
  const outer = new Map([...node.entries].filter(([key]) => key !== '_target_' && key !== 'cl_dataset'))
  const pathOf = (key: string) => `${path}${outer.has(key) ? '' : '.cl_dataset'}.${key}`
  const unused = inner.entries.get('batch_size')
  if (unused && !outer.has('batch_size')) {
    const message = `${path}.cl_dataset.batch_size has no effect: ${path}.batch_size counts, 1 unless it is given`
    wrong.push({ code: 'no-effect', severity: 'warning', path, message, source: unused.source })
  }
  const entries = new Map([...inner.entries].filter(([key]) => key !== 'batch_size'))
  for (const [key, value] of outer) entries.set(key, value)
  return oneDataset({ entries, pathOf, node: inner, wrong })
}

function oneDataset(draft: Draft): Node {
  const { entries, node } = draft
  const found = kindOf(targetOf(node), draft)
  if (!found) return node
  const { kind } = found
  const put = (key: string, value: unknown) => entries.set(key, derived(value))
  refuseMissing(draft, ['root', ...NEEDED[kind], 'validation_percentage'])
  dropLoading(draft)
  const transforms = entries.get('custom_transforms')
  if (transforms) {
    const path = draft.pathOf('custom_transforms')
    entries.set('custom_transforms', translateTransforms(transforms, path, draft.wrong))
  }
  const sources = kind === 'Combined' ? combinedSources(draft) : undefined
  const tasks = sources ? [...sources.keys()] : taskIds(kind, entries)
  const factsOf = (task: number) => sources?.get(task) ?? (found.facts as SourceFacts)
  const shape = commonShape(draft, tasks, factsOf)
  entries.set('_target_', { ...(node.entries.get('_target_') as Node), kind: 'string', value: found.target } as Node)
  put('image_shape', shape)
  put('num_features', shape[0] * shape[1] * shape[2])
  if (!entries.has('batch_size')) put('batch_size', 1)
  if (sources) {
    const byTask = (value: (facts: SourceFacts) => unknown) =>
      Object.fromEntries([...sources].map(([task, facts]) => [task, value(facts)]))
    put('num_tasks', tasks.length)
    put(
      'num_classes',
      byTask(({ classes }) => classes),
    )
    put(
      'mean',
      byTask(({ mean }) => mean),
    )
    put(
      'std',
      byTask(({ std }) => std),
    )
    return { ...node, entries }
  }
  const facts = factsOf(1)
  put('source', facts.source)
  put('num_classes', facts.classes)
  put('mean', facts.mean)
  put('std', facts.std)
  if (kind === 'Split') {
    const split = entries.get('class_split')
    if (split?.kind === 'map') {
      const counts = [...split.entries].map(([task, labels]) => [String(task), countOf(labels)])
      put('num_tasks', split.entries.size)
      put('num_classes', Object.fromEntries(counts))
    }
  } else if (kind === 'Single') {
    put('num_tasks', 1)
    put('class_split', { 1: Array.from({ length: facts.classes }, (_, label) => label) })
  }
  return { ...node, entries }
}

/** Facts are of the one data set; undefined where each task has its own. */
function kindOf(target: string, draft: Draft): { kind: Kind; target: string; facts?: SourceFacts } | undefined {
  if (COMBINED.includes(target)) return { kind: 'Combined', target: KINDS.Combined as string }
  const [, folder, name = ''] = /^clarena\.(stl_datasets|cl_datasets)\.(\w+)$/.exec(target) ?? []
  const [, kind = 'Single', of = ''] =
    folder === 'stl_datasets' ? ['', 'Single', name] : (/^(Permuted|Split|Rotated)(\w+)$/.exec(name) ?? [])
  const facts = of === 'EMNIST' ? emnistPart(draft) : Object.hasOwn(SOURCES, of) ? SOURCES[of] : undefined
  return facts && { kind: kind as Kind, target: (KINDS[kind] ?? KINDS.Split) as string, facts }
}

/** EMNIST's part that the key `split` names. */
function emnistPart({ entries, node, pathOf, wrong }: Draft): SourceFacts | undefined {
  const split = entries.get('split')
  entries.delete('split')
  const name = split?.kind === 'string' ? split.value : ''
  if (Object.hasOwn(EMNIST_PARTS, name)) return EMNIST_PARTS[name]
  const parts = Object.keys(EMNIST_PARTS)
  const message = `${pathOf('split')} must be one of ${parts.join(', ')}`
  const hint = didYouMean(name, parts)
  wrong.push({ code: 'wrong-value', path: pathOf('split'), message, source: (split ?? node).source, hint })
  return EMNIST_PARTS.balanced
}

/** The data set of each task, put where ours are named. */
function combinedSources({ entries, pathOf, wrong }: Draft): Map<number, SourceFacts> {
  const datasets = entries.get('datasets')
  const root = entries.get('root')
  const found = new Map<number, SourceFacts>()
  const specs = new Map<Key, Node>()
  for (const [task, node] of datasets?.kind === 'map' ? datasets.entries : []) {
    const name = node.kind === 'string' ? node.value : ''
    const facts = Object.hasOwn(RAW_CLASSES, name) ? RAW_CLASSES[name] : undefined
    if (!facts) {
      const near = nearest(name, Object.keys(RAW_CLASSES)) ?? Object.keys(RAW_CLASSES)[0]
      const path = `${pathOf('datasets')}.${String(task)}`
      const message = `${path}: '${name}' is not here: nearest is '${near}'`
      const notes = [`here are: ${Object.keys(RAW_CLASSES).join(', ')}`]
      wrong.push({ code: 'not-here', path, message, source: node.source, notes })
      continue
    }
    found.set(Number(task), facts)
    const folder = root?.kind === 'map' ? root.entries.get(task) : undefined
    const named = { ...node, kind: 'string', value: facts.source } as Node
    const entriesOf = (own: Node) => new Map<Key, Node>(Object.entries({ name: named, root: own }))
    specs.set(task, folder ? { kind: 'map', entries: entriesOf(folder) } : named)
  }
  entries.set('datasets', { ...datasets, kind: 'map', entries: specs } as Node)
  if (root?.kind === 'map') entries.delete('root')
  return found
}

function taskIds(kind: Kind, entries: ReadonlyMap<Key, Node>): number[] {
  const split = entries.get('class_split')
  const number = entries.get('num_tasks')
  const given = kind === 'Split' ? (split?.kind === 'map' ? split.entries.size : 1) : Number(entryValue(number) ?? 1)
  const count = kind === 'Single' || !Number.isInteger(given) ? 1 : given
  return Array.from({ length: Math.min(Math.max(1, count), MOST_TASKS) }, (_, i) => i + 1)
}

/** Height, width and channels of every task's samples. */
function commonShape(
  { entries, node, pathOf, wrong }: Draft,
  tasks: readonly number[],
  factsOf: (task: number) => SourceFacts,
): [number, number, number] {
  const resize = entries.get('resize')
  const sizes = resize && sizesOf(resize)
  if (sizes) entries.set('resize', sizes)
  else if (resize) {
    const path = pathOf('resize')
    const message = `${path} must be a size, such as 32 or '(32, 32)'`
    wrong.push({ code: 'wrong-value', path, message, source: resize.source })
    entries.delete('resize')
  }
  const shapes = tasks.map((task) => {
    const [height, width, channels] = factsOf(task).shape
    const size = ofTask(entries.get('resize'), task)
    const sides = size?.kind === 'list' ? size.items.map((side) => Number(entryValue(side))) : [height, width]
    const repeated = entryValue(ofTask(entries.get('repeat_channels'), task))
    return [...sides, typeof repeated === 'number' ? repeated : channels] as [number, number, number]
  })
  const first = shapes[0] ?? [1, 1, 1]
  const values = first.reduce((product, side) => product * side, 1)
  if (!(values >= 1 && values <= MOST_VALUES)) {
    const key = resize ? 'resize' : 'repeat_channels'
    const message = `${pathOf(key)} makes images of ${first.join('×')}, but they must have 1 to ${MOST_VALUES} values`
    wrong.push({ code: 'out-of-range', path: pathOf(key), message, source: (entries.get(key) ?? node).source })
    return [...factsOf(tasks[0] as number).shape]
  }
  const other = shapes.findIndex((shape) => shape.join() !== first.join())
  if (other < 0) return first
  const say = (i: number) => `${shapes[i]?.join('×')} of task ${tasks[i]}`
  const path = pathOf('resize')
  const message = `${path}: all tasks must have images of one shape, but there are ${say(0)} and ${say(other)}`
  wrong.push({
    code: 'wrong-value',
    path,
    message,
    source: (resize ?? node).source,
    hint: 'give resize and repeat_channels',
  })
  return first
}

/** One size, or that of each task. */
function sizesOf(node: Node): Node | undefined {
  if (node.kind !== 'map') return sizeOf(node)
  const sizes = [...node.entries].map(([task, size]) => [task, sizeOf(size)] as const)
  const known = sizes.filter((each): each is readonly [Key, Node] => each[1] !== undefined)
  return known.length === sizes.length ? { ...node, entries: new Map(known) } : undefined
}

function ofTask(node: Node | undefined, task: number): Node | undefined {
  return node?.kind === 'map' ? [...node.entries].find(([key]) => String(key) === String(task))?.[1] : node
}

function entryValue(node: Node | undefined): unknown {
  return node && 'value' in node ? node.value : undefined
}

function refuseMissing({ entries, node, pathOf, wrong }: Draft, keys: readonly string[]): void {
  for (const key of keys.filter((each) => !entries.has(each))) {
    const target = node.entries.get('_target_')
    const message = `${targetOf(node)} needs the key '${key}'`
    wrong.push({ code: 'missing-key', path: pathOf(key), message, source: target?.source })
  }
}

/** What has no meaning here, or only one that is always so. */
function dropLoading({ entries, pathOf, wrong }: Draft): void {
  const workers = entries.get('num_workers')
  const path = pathOf('num_workers')
  const fault = (message: string, node: Node, at: string): Diagnostic => ({
    code: 'wrong-value',
    path: at,
    message: `${at} ${message}`,
    source: node.source,
  })
  for (const each of perTask(workers)) {
    if (each.kind !== 'int' || Number(each.value) < 0) {
      wrong.push(fault('must be a number of processes, from 0; it has no effect here', each, path))
    } else if (Number(each.value) > 0) {
      const found = fault('has no effect: batches are made by the process that trains', each, path)
      wrong.push({ ...found, code: 'no-effect', severity: 'warning' })
    }
  }
  for (const each of perTask(entries.get('to_tensor'))) {
    if (each.kind === 'bool' && each.value) continue
    wrong.push(fault('must be true: networks take tensors', each, pathOf('to_tensor')))
  }
  for (const key of ['num_workers', 'to_tensor']) entries.delete(key)
}

function perTask(node: Node | undefined): Node[] {
  return node === undefined ? [] : node.kind === 'map' ? [...node.entries.values()] : [node]
}

function countOf(node: Node): number {
  return node.kind === 'list' ? node.items.length : 0
}

/** All that `translateDataset` knows. */
export const knownDatasets: readonly string[] = [
  FROM_CL,
  ...COMBINED,
  ...['clarena.stl_datasets.EMNIST', 'clarena.cl_datasets.PermutedEMNIST'],
  ...Object.keys(SOURCES).flatMap((name) => [
    `clarena.stl_datasets.${name}`,
    ...['Permuted', 'Split', 'Rotated'].map((kind) => `clarena.cl_datasets.${kind}${name}`),
  ]),
]

/** The class that a node names; empty where it names none. */
export function targetOf(node: Node | undefined): string {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' ? target.value : ''
}
