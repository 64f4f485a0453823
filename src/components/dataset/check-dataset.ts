import type { Key, MapNode, Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'

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
]

/** What JSON Schema cannot say of a data set: that its keys agree with each other. */
export function checkDataset(node: Node, path: string): Diagnostic[] {
  if (node.kind !== 'map') return []
  const errors: Diagnostic[] = []
  const add = (key: string, message: string, severity?: 'warning') => {
    const source = node.entries.get(key)?.source
    errors.push({
      code: 'invalid-dataset',
      ...(severity && { severity }),
      path: `${path}.${key}`,
      message: `${path}.${key} ${message}`,
      ...(source && { source }),
    })
  }
  const tasks = intOf(node, 'num_tasks')
  for (const key of tasks === undefined ? [] : perTaskKeys) {
    // Of combined data sets, a task that is not named takes all of its classes.
    const partial = key === 'class_split' && node.entries.has('datasets')
    const fault = taskFault(key, node.entries.get(key), tasks as number, partial)
    if (fault) add(key, fault)
    else checkExtraTasks(key, node.entries.get(key), tasks as number, add)
  }
  checkFeatures(node, add)
  checkClassSplit(node, add)
  for (const [one, other] of [['mean', 'std'] as const, ['std', 'mean'] as const]) {
    if (isNull(node.entries.get(one)) && !isNull(node.entries.get(other)))
      add(one, `is null, but ${other} is not: give both or none`)
  }
  return errors
}

type Add = (key: string, message: string, severity?: 'warning') => void

function taskFault(key: string, node: Node | undefined, tasks: number, partial: boolean): string | undefined {
  if (key === 'rotation_degrees' && node?.kind === 'list') {
    return node.items.length === tasks ? undefined : `has ${node.items.length} entries, but num_tasks is ${tasks}`
  }
  if (node?.kind !== 'map') return undefined
  const ids = [...node.entries.keys()].map(Number)
  const missing = Array.from({ length: tasks }, (_, i) => i + 1).find((id) => !ids.includes(id))
  if (missing !== undefined && !partial) return `has no entry for task ${missing}: it must name the tasks 1 to ${tasks}`
  return undefined
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

function checkClassSplit(node: MapNode, add: Add): void {
  const split = node.entries.get('class_split')
  const classes = node.entries.get('num_classes')
  if (split?.kind !== 'map' || !classes) return
  for (const [taskId, labels] of split.entries) {
    if (labels.kind !== 'list') continue
    const declared = classes.kind === 'map' ? findKey(classes, taskId) : classes
    if (declared?.kind !== 'int' || Number(declared.value) === labels.items.length) continue
    add(
      'num_classes',
      `is ${declared.value} for task ${String(taskId)}, but class_split gives it ${labels.items.length} classes`,
    )
    return
  }
}

function findKey(map: MapNode, key: Key): Node | undefined {
  for (const [other, value] of map.entries) if (String(other) === String(key)) return value
  return undefined
}

function intOf(node: MapNode, key: string): number | undefined {
  const child = node.entries.get(key)
  return child?.kind === 'int' ? Number(child.value) : undefined
}

function isNull(node: Node | undefined): boolean {
  return node === undefined || node.kind === 'null'
}
