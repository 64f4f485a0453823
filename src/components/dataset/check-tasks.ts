import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { TaskLoss } from '../../nn/losses/task-loss.js'
import type { Diagnostic } from '../../util/diagnostic.js'

type Name = TaskLoss['name']

/** Keys that mean something to one loss alone. */
const ownKeys: Readonly<Record<string, Name>> = {
  class_weights: 'cross_entropy',
  label_smoothing: 'cross_entropy',
  delta: 'huber',
}

/** Tasks whose loss is of numbers or labels. */
export function tasksWithoutClasses(node: MapNode): Set<number> {
  const found = new Set<number>()
  for (const [id, task] of tasksOf(node)) if (nameOf(task) !== 'cross_entropy') found.add(id)
  return found
}

/** Whether tasks are columns of one table: there is none that is not named. */
export function namesColumns(node: MapNode): boolean {
  return tasksOf(node).some(([, task]) => entryAt(task, 'label_column') !== undefined)
}

/** What is wrong with names and losses of tasks, beside what the schema says. */
export function checkTasks(node: MapNode, path: string): Diagnostic[] {
  const owners = new Map<string, number>()
  return tasksOf(node).flatMap(([id, task]) => {
    const at = `${path}.tasks.${id}`
    return [
      ...nameFaults(entryAt(task, 'name'), `${at}.name`, id, owners),
      ...lossFaults(node, task, { path, at: `${at}.loss`, id }),
    ]
  })
}

function nameFaults(name: Node | undefined, path: string, id: number, owners: Map<string, number>): Diagnostic[] {
  if (name?.kind !== 'string') return []
  const owner = owners.get(name.value)
  owners.set(name.value, id)
  return owner === undefined ? [] : [fault(path, `is '${name.value}', as that of task ${owner}`, name)]
}

interface Place {
  /** Of the data set. */
  path: string
  /** Of the loss. */
  at: string
  id: number
}

function lossFaults(node: MapNode, task: Node, { path, at, id }: Place): Diagnostic[] {
  const loss = entryAt(task, 'loss')
  const name = nameOf(task)
  const found: Diagnostic[] = []
  for (const [key, value] of loss?.kind === 'map' ? loss.entries : []) {
    const owner = ownKeys[String(key)]
    if (owner && owner !== name && value.kind !== 'null') {
      found.push(fault(`${at}.${String(key)}`, `means nothing to loss '${name}': it is of '${owner}'`, value))
    }
  }
  const weights = entryAt(loss, 'class_weights')
  const classes = classesOf(node, id)
  if (weights?.kind === 'list' && classes !== undefined && weights.items.length !== classes) {
    const message = `has ${weights.items.length} numbers, but task ${id} has ${classes} classes`
    found.push(fault(`${at}.class_weights`, message, weights))
  }
  if (weights?.kind === 'list' && weights.items.every(isZero)) {
    found.push(fault(`${at}.class_weights`, 'are all 0: the task would learn nothing', weights))
  }
  return [...found, ...columnFaults(node, task, { path, at, id })]
}

function isZero(node: Node): boolean {
  return (node.kind === 'int' || node.kind === 'float') && Number(node.value) === 0
}

/** A class stands in one column; other targets are read from tables alone. */
function columnFaults(node: MapNode, task: Node, { path, at, id }: Place): Diagnostic[] {
  const name = nameOf(task)
  const datasets = node.entries.get('datasets')
  const source = datasets?.kind === 'map' ? childOf(datasets, id) : undefined
  const column = datasets ? entryAt(source, 'label_column') : entryAt(task, 'label_column')
  const columnPath = datasets ? `${path}.datasets.${id}.label_column` : `${path}.tasks.${id}.label_column`
  if (name === 'cross_entropy') {
    if (column?.kind !== 'list' || column.items.length === 1) return []
    const message = `names ${column.items.length} columns, but a class stands in one`
    const hint = `labels that are 0 or 1 have 'loss: binary_cross_entropy', numbers 'loss: mse'`
    return [{ ...fault(columnPath, message, column), hint }]
  }
  if (!datasets || !source) return []
  const kind = source.kind === 'map' ? entryAt(source, 'name') : source
  if (kind?.kind !== 'string' || kind.value === 'csv') return []
  const message = `is ${name}, but '${kind.value}' holds classes`
  return [{ ...fault(at, message, entryAt(task, 'loss')), hint: "a table has other targets: 'name: csv'" }]
}

function classesOf(node: MapNode, id: number): number | undefined {
  const all = node.entries.get('num_classes')
  const own = all?.kind === 'map' ? childOf(all, id) : all
  return own?.kind === 'int' ? Number(own.value) : undefined
}

function tasksOf(node: MapNode): [number, Node][] {
  const tasks = node.entries.get('tasks')
  return tasks?.kind === 'map' ? Array.from(tasks.entries, ([id, task]) => [Number(id), task]) : []
}

function childOf(map: MapNode, id: number): Node | undefined {
  return [...map.entries].find(([key]) => String(key) === String(id))?.[1]
}

function nameOf(task: Node): string {
  const loss = entryAt(task, 'loss')
  const name = loss?.kind === 'map' ? entryAt(loss, 'name') : loss
  return name?.kind === 'string' ? name.value : 'cross_entropy'
}

function fault(path: string, message: string, node: Node | undefined): Diagnostic {
  return { code: 'invalid-dataset', path, message: `${path} ${message}`, source: node?.source }
}
