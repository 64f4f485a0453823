import type { Heads } from '../../nn/heads.js'
import type { StateDict } from '../../nn/parameter.js'
import { loadStateDict } from '../../nn/state-dict.js'
import { ConfigError } from '../../util/diagnostic.js'
import { readSavedWeights } from '../saved-weights.js'
import { requireTrained } from '../trained-tasks.js'

/**
 * Gives heads the weights of another run's.
 * @param weights of all tasks, or by task id; null: the heads stay as they were drawn.
 * @param prefixOf what the names of a task's tensors begin with.
 * @throws ConfigError where there are no such weights, or no head of a task among them, it has other widths, or a
 *   task is not trained.
 */
export function loadHeads(
  heads: Heads,
  weights: string | Readonly<Record<string, string | null>> | null,
  prefixOf: (taskId: number) => string,
): void {
  if (weights === null) return
  if (typeof weights !== 'string') requireTrained('heads.weights', Object.keys(weights).map(Number), heads.taskIds)
  const found: StateDict = new Map()
  for (const taskId of heads.taskIds) {
    const path = typeof weights === 'string' ? weights : weights[String(taskId)]
    if (path == null) continue
    const at = typeof weights === 'string' ? 'heads.weights' : `heads.weights.${taskId}`
    const own = [...readSavedWeights(path, at)].filter(([name]) => name.startsWith(prefixOf(taskId)))
    if (own.length === 0) throw missingHead(path, at, taskId)
    for (const [name, tensor] of own) found.set(name, tensor)
  }
  const model = { parameters: () => heads.parameters(), buffers: () => [] }
  const names = new Set(
    heads.parameters().flatMap(({ name, segments }) => segments?.map((each) => each.name) ?? [name]),
  )
  const unknown = [...found.keys()].find((name) => !names.has(name))
  if (unknown !== undefined) {
    const message = `heads.weights: the heads have no '${unknown}', but the saved ones do`
    const hint = 'heads.hidden_dims must be those of the other run'
    throw new ConfigError({ code: 'state-mismatch', path: 'heads.weights', message, hint })
  }
  loadStateDict(model, found, { strict: false, path: 'heads.weights' })
}

function missingHead(path: string, at: string, taskId: number): ConfigError {
  const message = `${at}: '${path}' has no head of task ${taskId}`
  const hint = `heads.weights takes a run for each task, too: {${taskId}: RUN_DIR}; one that is left out starts anew`
  return new ConfigError({ code: 'no-weights', path: at, message, hint })
}
