/** A config's dict by task id: YAML's int keys arrive as strings. */
export type ByTask<T> = Readonly<Record<string, T>>

/** One value for all tasks, or each task's own. */
export type PerTask<T> = T | ByTask<T>

/** This task's value of a dict by task id, or the one value for all. */
export function forTask<T>(value: PerTask<T>, taskId: number): T | undefined {
  return isByTask(value) ? value[String(taskId)] : value
}

function isByTask<T>(value: PerTask<T>): value is ByTask<T> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
