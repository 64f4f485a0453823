import type { Estimate } from '../util/statistics.js'

const shares = ['acc', 'balanced_acc', 'f1', 'auroc']
const distances = ['loss', 'mae', 'rmse']

/** Between what a metric's values lie. @param metric as in names of columns: `acc`, `rmse` */
function boundsOf(metric: string): [low: number, high: number] {
  if (shares.includes(metric)) return [0, 1]
  if (distances.includes(metric)) return [0, Number.POSITIVE_INFINITY]
  return [Number.NEGATIVE_INFINITY, metric === 'r2' ? 1 : Number.POSITIVE_INFINITY]
}

/** The mean's 95 % interval, within what the metric may be; null where there is one value alone. */
export function interval({ mean, ci95 }: Estimate, metric: string): [low: number, high: number] | null {
  if (ci95 === null) return null
  const [low, high] = boundsOf(metric)
  return [Math.max(low, mean - ci95), Math.min(high, mean + ci95)]
}

/** The same as text. */
export function intervalText(value: Estimate | null | undefined, metric: string): string {
  const found = value ? interval(value, metric) : null
  return found ? found.map((end) => end.toFixed(4)).join(' … ') : ''
}
