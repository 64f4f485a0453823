import { ConfigError } from '../util/diagnostic.js'

/**
 * Options by task are of tasks that are trained: others have no head.
 * @param path of the options, to which a task's id is added
 * @param wanted tasks that have options
 * @throws ConfigError where one of them is not trained
 */
export function requireTrained(path: string, wanted: readonly number[], trained: readonly number[]): void {
  const other = wanted.find((taskId) => !trained.includes(taskId))
  if (other === undefined) return
  const at = `${path}.${other}`
  const message = `${at}: task ${other} is not trained, so it has no head`
  throw new ConfigError({ code: 'no-such-task', path: at, message, hint: `train_tasks are ${trained.join(', ')}` })
}
