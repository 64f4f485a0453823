import type { MapNode, Node } from '../../config/node.js'
import { counted } from '../../util/counted.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { checkSource } from './check-source.js'
import { checkTasks, namesColumns, tasksWithoutClasses } from './check-tasks.js'
import { checkTransforms } from './check-transforms.js'

/** Keys whose dicts, where they are dicts, name every task. */
const perTaskKeys = [
  'num_classes',
  'permutation_seeds',
  'class_split',
  'rotation_degrees',
  'datasets',
  'mean',
  'std',
  'resize',
  'repeat_channels',
  'tasks',
]

/** What JSON Schema cannot say of a data set: that its keys agree with each other. */
export function checkDataset(node: Node, path: string): Diagnostic[] {
  if (node.kind !== 'map') return []
  const errors: Diagnostic[] = []
  const add = (key: string, message: string, severity?: 'warning') => {
    const source = node.entries.get(key)?.source
    errors.push({
      code: 'invalid-dataset',
      severity,
      path: `${path}.${key}`,
      message: `${path}.${key} ${message}`,
      source,
    })
  }
  const tasks = intOf(node, 'num_tasks')
  const without = tasksWithoutClasses(node)
  for (const key of tasks === undefined ? [] : perTaskKeys) {
    // Of combined data sets, a task that is not named takes all of its classes.
    const partial = key === 'tasks' ? !namesColumns(node) : key === 'class_split' && node.entries.has('datasets')
    const fault = taskFault(key, node.entries.get(key), { tasks: tasks as number, partial, without })
    if (fault) add(key, fault)
    else checkExtraTasks(key, node.entries.get(key), tasks as number, add)
  }
  errors.push(...checkTasks(node, path))
  checkFeatures(node, add)
  checkClassSplit(node, add)
  for (const [one, other] of [['mean', 'std'] as const, ['std', 'mean'] as const]) {
    if (isNull(node.entries.get(one)) && !isNull(node.entries.get(other)))
      add(one, `is null, but ${other} is not: give both or none`)
    checkChannels(one, node, add)
  }
  if (node.entries.has('image_shape') && isNull(node.entries.get('image_shape'))) {
    for (const key of ['resize', 'repeat_channels', 'custom_transforms']) {
      if (!isNull(node.entries.get(key))) add(key, 'is for images, but image_shape is null: samples are plain rows')
    }
  }
  errors.push(...checkTransforms(node.entries.get('custom_transforms'), `${path}.custom_transforms`))
  errors.push(...checkSource(node.entries.get('source'), `${path}.source`))
  const datasets = node.entries.get('datasets')
  for (const [taskId, source] of datasets?.kind === 'map' ? datasets.entries : []) {
    errors.push(...checkSource(source, `${path}.datasets.${taskId}`))
  }
  return errors
}

type Add = (key: string, message: string, severity?: 'warning') => void

function taskFault(
  key: string,
  node: Node | undefined,
  { tasks, partial, without }: { tasks: number; partial: boolean; without: ReadonlySet<number> },
): string | undefined {
  if (key === 'rotation_degrees' && node?.kind === 'list') {
    return node.items.length === tasks ? undefined : `has ${node.items.length} entries, but num_tasks is ${tasks}`
  }
  if (node?.kind !== 'map') return undefined
  if (partial) return undefined
  const ids = new Set([...node.entries.keys()].map(Number))
  if (key === 'num_classes') for (const id of without) ids.add(id)
  let id = 1
  while (ids.has(id)) id++
  return id > tasks ? undefined : `has no entry for task ${id}: it must name the tasks 1 to ${tasks}`
}

/** Fewer tasks than a config names are asked for with one override, num_tasks: this is worth a warning only. */
function checkExtraTasks(key: string, node: Node | undefined, tasks: number, add: Add): void {
  if (node?.kind !== 'map') return
  const extra = [...node.entries.keys()].map(Number).find((id) => id > tasks)
  if (extra === undefined) return
  const count = tasks === 1 ? 'there is 1 task' : `there are ${tasks} tasks`
  add(key, `has an entry for task ${extra}, but ${count}: it is left out`, 'warning')
}

function checkFeatures(node: MapNode, add: Add): void {
  const shape = node.entries.get('image_shape')
  const features = intOf(node, 'num_features')
  if (shape?.kind !== 'list' || features === undefined) return
  const sides = shape.items.map((item) => (item.kind === 'int' ? Number(item.value) : Number.NaN))
  const size = sides.reduce((product, side) => product * side, 1)
  if (size !== features && Number.isFinite(size))
    add('num_features', `is ${features}, but image_shape [${sides.join(', ')}] has ${size} values`)
}

/** A list has a number for each channel of a sample, or one for all. */
function checkChannels(key: 'mean' | 'std', node: MapNode, add: Add): void {
  const shape = node.entries.get('image_shape')
  const last = shape?.kind === 'list' ? shape.items.at(-1) : undefined
  const channels = last?.kind === 'int' ? Number(last.value) : isNull(shape) ? 1 : undefined
  const value = node.entries.get(key)
  for (const list of value?.kind === 'map' ? value.entries.values() : value ? [value] : []) {
    if (list.kind !== 'list' || channels === undefined) continue
    const count = list.items.length
    if (count > 1 && count !== channels)
      add(key, `has ${count} numbers, but samples have ${counted(channels, 'channel')}`)
  }
}

function checkClassSplit(node: MapNode, add: Add): void {
  const split = node.entries.get('class_split')
  const classes = node.entries.get('num_classes')
  if (split?.kind !== 'map' || !classes) return
  const byTask = classes.kind === 'map' ? byText(classes) : undefined
  const tasks = intOf(node, 'num_tasks') ?? Infinity
  for (const [taskId, labels] of split.entries) {
    // What a tree says of more tasks is left out, with a warning.
    if (labels.kind !== 'list' || Number(taskId) > tasks) continue
    const declared = byTask ? byTask.get(String(taskId)) : classes
    if (declared?.kind !== 'int' || Number(declared.value) === labels.items.length) continue
    add(
      'num_classes',
      `is ${declared.value} for task ${String(taskId)}, but class_split gives it ${labels.items.length} classes`,
    )
    return
  }
}

/** A dict's values by their keys as text: a config may write `1` or `'1'`. */
function byText(map: MapNode): Map<string, Node> {
  return new Map(Array.from(map.entries, ([key, value]) => [String(key), value]))
}

function intOf(node: MapNode, key: string): number | undefined {
  const child = node.entries.get(key)
  return child?.kind === 'int' ? Number(child.value) : undefined
}

function isNull(node: Node | undefined): boolean {
  return node === undefined || node.kind === 'null'
}
