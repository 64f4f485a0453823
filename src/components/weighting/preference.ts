import { ConfigError } from '../../util/diagnostic.js'

/**
 * What `preference` gives for the tasks present.
 * @param whenNull what every task has where there is no preference, of so many tasks present
 */
export function preferred(
  preference: readonly number[] | null | undefined,
  lanes: readonly number[],
  whenNull: (present: number) => number,
): Float64Array {
  return Float64Array.from(lanes, (lane) => preference?.[lane] ?? whenNull(lanes.length))
}

/** @throws ConfigError where a list by task has another length than there are tasks */
export function checkLength(key: string, values: readonly unknown[] | null | undefined, tasks: number): void {
  if (!values || values.length === tasks) return
  const path = `algorithm.weighting.${key}`
  throw new ConfigError({
    code: 'one-per-task',
    path,
    message: `${path} needs one number for each training task, ${tasks} in all, but has ${values.length}`,
  })
}
