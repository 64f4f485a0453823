/** A task's metrics, in the order of its values. */
export interface MetricValue {
  /** The baseline's value. */
  base: number
  /** The method's. */
  value: number
  /** Whether more is better. */
  higher: boolean
}

/** Gain over the baseline in percent of it; positive is better, whichever way the metric goes. Null: the base is 0. */
export function gainPercent({ base, value, higher }: MetricValue): number | null {
  if (base === 0) return null
  return ((higher ? 1 : -1) * 100 * (value - base)) / Math.abs(base)
}

/**
 * Δm in percent as papers print it: the mean relative drop over all metrics, so that negative is better. Null where a
 * gain is not known, or there is none.
 */
export function deltaM(gains: readonly (number | null)[]): number | null {
  return gains.length === 0 || gains.includes(null) ? null : -meanOf(gains as readonly number[])
}

/** Mean over tasks of each task's mean over its metrics: positive is better. @param perTask metrics of each task */
export function gainOverTasks(gains: readonly number[], perTask: readonly number[]): number {
  let from = 0
  return meanOf(
    perTask.map((count) => {
      const own = gains.slice(from, from + count)
      from += count
      return meanOf(own)
    }),
  )
}

/** Rank of each value, 1 for the best; those that are equal share the mean of their ranks, or the best one. */
export function ranks(values: readonly number[], higher: boolean, ties: 'mean' | 'best' = 'mean'): number[] {
  return values.map((value) => {
    const better = values.filter((other) => (higher ? other > value : other < value)).length
    const equal = values.filter((other) => other === value).length
    return better + (ties === 'mean' ? (equal + 1) / 2 : 1)
  })
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
