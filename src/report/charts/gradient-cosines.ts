import type { EChartsOption } from 'echarts'
import { heatMap } from './heat-map.js'
import { shownNumber } from './numbers.js'
import type { ChartTheme } from './theme.js'

/** Cosines between the gradients of tasks, as they were logged. */
export interface GradientCosines {
  readonly title: string
  readonly tasks: readonly string[]
  /** By two tasks' places, the first before the second: the mean over training, or at a step. */
  readonly cosines: ReadonlyMap<string, number>
}

/** The key of two tasks' cosine in `GradientCosines`. */
export function cosineKey(first: string, second: string): string {
  return `${first} ${second}`
}

/**
 * The tasks of metrics named `grad_cosine_<t>_<u>`, and the mean of each pair over what was logged.
 * @param values of each metric, by its name
 */
export function meanCosines(values: ReadonlyMap<string, readonly number[]>): Omit<GradientCosines, 'title'> {
  const tasks = new Set<string>()
  const cosines = new Map<string, number>()
  for (const [name, all] of values) {
    const [first, second] = pairOf(name)
    const finite = all.filter(Number.isFinite)
    if (first === undefined || second === undefined || finite.length === 0) continue
    tasks.add(first).add(second)
    cosines.set(cosineKey(first, second), finite.reduce((sum, value) => sum + value, 0) / finite.length)
  }
  const { compare } = new Intl.Collator('en', { numeric: true })
  return { tasks: [...tasks].sort(compare), cosines }
}

/** The two tasks of a metric's name; none of another metric's. Names are parted by two `_`, ids by one. */
function pairOf(name: string): string[] {
  const prefix = 'grad_cosine_'
  if (!name.startsWith(prefix)) return []
  const pair = name.slice(prefix.length)
  const parts = pair.split(pair.includes('__') ? '__' : '_')
  return parts.length === 2 ? parts : []
}

/** Whose gradients pull together and whose against each other: -1 to 1, symmetric. */
export function gradientCosines({ title, tasks, cosines }: GradientCosines, theme: ChartTheme): EChartsOption {
  const labels = tasks.map((task) => `task ${task}`)
  const between = (a: string, b: string) =>
    a === b ? 1 : (cosines.get(cosineKey(a, b)) ?? cosines.get(cosineKey(b, a)) ?? null)
  return heatMap(
    {
      title,
      rows: { name: '', labels },
      columns: { name: '', labels },
      values: tasks.map((a) => tasks.map((b) => between(a, b))),
      range: [-1, 1],
      colors: theme.diverging,
      tell: (row, column, cosine) => `${labels[row]} and ${labels[column]}: ${shownNumber(cosine)}`,
    },
    theme,
  )
}
