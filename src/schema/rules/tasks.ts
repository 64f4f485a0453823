import { joinPath } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { MapNode, Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { intOf, type Rule, wrong } from './rule.js'

interface Task {
  id: number
  node: Node
  path: string
}

/** `train_tasks` are among the dataset's tasks, each once. */
export const trainTasks: Rule = {
  name: 'task-not-in-dataset',
  check(root) {
    const numTasks = intOf(entryAt(root, 'dataset', 'num_tasks'))
    if (numTasks === undefined) return []
    const hint = numTasks === 1 ? 'it has task 1 alone' : `its tasks are 1 to ${numTasks}`
    const tasks = tasksOf(root, 'train_tasks')
    return [
      ...twice(tasks),
      ...tasks
        .filter(({ id }) => id < 1 || id > numTasks)
        .map(({ id, node, path }) =>
          wrong(trainTasks.name, path, node, `${path}: the dataset has no task ${id}`, {
            hint,
            notes: placeOfNumTasks(root),
          }),
        ),
    ]
  },
}

/** `eval_tasks` are among those trained, each once: a task without training has no head. */
export const evalTasks: Rule = {
  name: 'task-not-trained',
  check(root) {
    const trained = trainedIds(root)
    if (trained.length === 0) return []
    const tasks = tasksOf(root, 'eval_tasks')
    return [
      ...twice(tasks),
      ...tasks
        .filter(({ id }) => !trained.includes(id))
        .map(({ id, node, path }) =>
          wrong(evalTasks.name, path, node, `${path}: task ${id} is not trained, so it cannot be evaluated`, {
            hint: `train_tasks are ${trained.join(', ')}`,
          }),
        ),
    ]
  },
}

/** A list's tasks, or for a number n its last one: one number that is too large is one mistake. */
function tasksOf(root: MapNode, key: 'train_tasks' | 'eval_tasks'): Task[] {
  const node = root.entries.get(key)
  const count = intOf(node)
  if (node && count !== undefined) return [{ id: count, node, path: key }]
  if (node?.kind !== 'list') return []
  return node.items.flatMap((item, index) => {
    const id = intOf(item)
    return id === undefined ? [] : [{ id, node: item, path: joinPath(key, index) }]
  })
}

/** The tasks that are trained; empty where that is not known. */
export function trainedIds(root: MapNode): number[] {
  const count = intOf(root.entries.get('train_tasks'))
  // A count beyond all reason is reported by the rule above: no list of it is made.
  if (count !== undefined) return Array.from({ length: Math.min(count, 10_000) }, (_, index) => index + 1)
  return tasksOf(root, 'train_tasks').map(({ id }) => id)
}

/** What a task is called: its name in the data set's config, else its id. */
export function taskNameIn(root: MapNode, id: number): string {
  const tasks = entryAt(root, 'dataset', 'tasks')
  const own = tasks?.kind === 'map' ? [...tasks.entries].find(([key]) => String(key) === String(id))?.[1] : undefined
  const name = own && entryAt(own, 'name')
  return name?.kind === 'string' ? name.value : String(id)
}

function twice(tasks: readonly Task[]): Diagnostic[] {
  const seen = new Set<number>()
  return tasks
    .filter(({ id }) => seen.size === seen.add(id).size)
    .map(({ id, node, path }) => wrong('duplicate-task', path, node, `${path}: task ${id} is listed twice`))
}

function placeOfNumTasks(root: MapNode): string[] {
  const node = entryAt(root, 'dataset', 'num_tasks')
  const source = node?.source
  return source?.kind === 'file' ? [`dataset.num_tasks is set by ${source.file}:${source.line}`] : []
}
