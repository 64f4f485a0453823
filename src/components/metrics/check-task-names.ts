import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'

/** Where each task has a file, its name must tell which task's it is. */
export function checkTaskNames(node: Node, path: string, root: Node): Diagnostic[] {
  const name = entryAt(node, 'csv_name')
  const tasks = entryAt(root, 'eval_tasks')
  const count = tasks?.kind === 'list' ? tasks.items.length : tasks?.kind === 'int' ? Number(tasks.value) : 1
  if (name?.kind !== 'string' || name.value.includes('<t>') || count < 2) return []
  return [
    {
      code: 'output-collision',
      path: `${path}.csv_name`,
      message: `${path}.csv_name: the ${count} tasks would write the same file '${name.value}'`,
      source: name.source,
      hint: '<t> stands for the id of the task, such as confusion_<t>.csv',
    },
  ]
}
