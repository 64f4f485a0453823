import { fromPlain, type MapNode, type Node } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { CLASSES, IMAGE_SIDE, KINDS, SOURCES } from './names.js'

const FROM_CL = 'clarena.mtl_datasets.MTLDatasetFromCL'

type Entries = Map<string, Node>

/** A value that CLArena finds out while it runs. */
const derived = (value: unknown): Node => fromPlain(value, { source: { kind: 'runtime', by: "CLArena's rules" } })

/**
 * A data set of CLArena's as one of ours; as it is where it is not known, for the registry to judge.
 * @param path of the node
 */
export function translateDataset(node: MapNode, path: string, wrong: Diagnostic[]): Node {
  const inner = targetOf(node) === FROM_CL ? node.entries.get('cl_dataset') : undefined
  if (inner === undefined) return oneDataset(node, new Map(), path, wrong)
  if (inner.kind !== 'map') {
    wrong.push({
      code: 'wrong-type',
      path: `${path}.cl_dataset`,
      message: `${path}.cl_dataset must be a map`,
      source: inner.source,
    })
    return node
  }
  const outer = new Map(
    [...node.entries].filter(([key]) => key !== '_target_' && key !== 'cl_dataset'),
  ) as unknown as Entries
  return oneDataset(inner, outer, `${path}.cl_dataset`, wrong)
}

/** @param outer keys that win */
function oneDataset(node: MapNode, outer: Entries, path: string, wrong: Diagnostic[]): Node {
  const found = kindOf(targetOf(node))
  if (!found) return node
  const { target, source } = found
  const entries = new Map([...node.entries, ...outer]) as unknown as Entries
  const put = (key: string, value: unknown) => entries.set(key, derived(value))
  dropTransforms(entries, path, wrong)
  const size = resize(entries, path, wrong)
  const channels = entries.get('repeat_channels')
  const depth = channels?.kind === 'int' ? Number(channels.value) : 1
  entries.set('_target_', { ...(node.entries.get('_target_') as Node), kind: 'string', value: target } as Node)
  put('source', source.source)
  put('image_shape', [...size, depth])
  put('num_features', size[0] * size[1] * depth)
  put('num_classes', CLASSES)
  put('mean', source.mean)
  put('std', source.std)
  if (found.kind === 'Split') {
    const split = entries.get('class_split')
    if (split?.kind === 'map') {
      put('num_tasks', split.entries.size)
      put(
        'num_classes',
        Object.fromEntries([...split.entries].map(([task, labels]) => [String(task), countOf(labels)])),
      )
    }
  } else if (found.kind === undefined) {
    put('num_tasks', 1)
    put('class_split', { 1: Array.from({ length: CLASSES }, (_, label) => label) })
  }
  return { ...node, entries }
}

function kindOf(target: string) {
  const [, folder, name = ''] = /^clarena\.(stl_datasets|cl_datasets)\.(\w+)$/.exec(target) ?? []
  if (folder === 'stl_datasets') {
    const source = SOURCES[name]
    return source && { kind: undefined, target: KINDS.Split as string, source }
  }
  const [, kind, of = ''] = /^(Permuted|Split|Rotated)(\w+)$/.exec(name) ?? []
  const source = Object.hasOwn(SOURCES, of) ? SOURCES[of] : undefined
  return kind && source ? { kind, target: KINDS[kind] as string, source } : undefined
}

/** Data set names for hints: all that `translateDataset` knows. */
export const knownDatasets: readonly string[] = [
  FROM_CL,
  ...Object.keys(SOURCES).flatMap((name) => [
    `clarena.stl_datasets.${name}`,
    ...Object.keys(KINDS).map((kind) => `clarena.cl_datasets.${kind}${name}`),
  ]),
]

/** What has no meaning here, or only one that is always so. */
function dropTransforms(entries: Entries, path: string, wrong: Diagnostic[]): void {
  const workers = entries.get('num_workers')
  if (workers && (workers.kind !== 'int' || Number(workers.value) < 0)) {
    wrong.push(fault(workers, `${path}.num_workers`, 'must be a number of processes, from 0; it has no effect here'))
  }
  const tensor = entries.get('to_tensor')
  if (tensor && !(tensor.kind === 'bool' && tensor.value)) {
    wrong.push(fault(tensor, `${path}.to_tensor`, 'must be true: networks take tensors'))
  }
  const custom = entries.get('custom_transforms')
  if (custom && custom.kind !== 'null') {
    const hint = "leave them out, or write the config in polyhead's own keys, which have 'dataset.augmentation'"
    const message = 'is not there: transforms are code'
    wrong.push({ ...fault(custom, `${path}.custom_transforms`, message), hint })
  }
  for (const key of ['num_workers', 'to_tensor', 'custom_transforms']) entries.delete(key)
}

/** torchvision's sizes: `32`, `[32, 32]`, and CLArena's text `(32, 32)`. @returns height and width */
function resize(entries: Entries, path: string, wrong: Diagnostic[]): [number, number] {
  const node = entries.get('resize')
  if (!node || node.kind === 'null') return [IMAGE_SIDE, IMAGE_SIDE]
  const items =
    node.kind === 'list' ? node.items.map((item) => ('value' in item ? Number(item.value) : Number.NaN)) : []
  const sides =
    node.kind === 'int'
      ? [Number(node.value), Number(node.value)]
      : node.kind === 'string'
        ? (/^\s*[([]\s*(\d+)\s*,\s*(\d+)\s*[)\]]\s*$/.exec(node.value) ?? []).slice(1).map(Number)
        : items
  const [height, width] = sides
  if (sides.length !== 2 || !Number.isInteger(height) || !Number.isInteger(width)) {
    wrong.push(fault(node, `${path}.resize`, "must be a size, such as 32 or '(32, 32)'"))
    return [IMAGE_SIDE, IMAGE_SIDE]
  }
  entries.set('resize', { ...fromPlain([height, width]), source: node.source, keySource: node.keySource } as Node)
  return [height as number, width as number]
}

function fault(node: Node, path: string, message: string): Diagnostic {
  return { code: 'wrong-value', path, message: `${path} ${message}`, source: node.source }
}

function countOf(node: Node): number {
  return node.kind === 'list' ? node.items.length : 0
}

/** The class that a node names; empty where it names none. */
export function targetOf(node: Node | undefined): string {
  const target = entryAt(node, '_target_')
  return target?.kind === 'string' ? target.value : ''
}
