import type { Curve } from '../../report/charts/metric-curves.js'
import type { WireSeries } from './wire.js'

/** A series as charts draw it. */
export function curveOf({ steps, epochs, seconds, values }: WireSeries, name: string): Curve {
  return { name, steps, epochs, ...(seconds && { seconds }), values: values.map((value) => value ?? Number.NaN) }
}

/** All of a series, with a stretch of it that is known better in its place. */
export function withWindow(all: WireSeries, part: WireSeries): WireSeries {
  const [first, last] = [part.steps[0], part.steps.at(-1)]
  if (first === undefined || last === undefined) return all
  const before = all.steps.findIndex((step) => step >= first)
  const from = before < 0 ? all.steps.length : before
  const after = all.steps.findIndex((step) => step > last)
  const to = after < 0 ? all.steps.length : after
  const splice = <T>(whole: readonly T[], inner: readonly T[]) => [
    ...whole.slice(0, from),
    ...inner,
    ...whole.slice(to),
  ]
  return {
    ...all,
    steps: splice(all.steps, part.steps),
    epochs: splice(all.epochs, part.epochs),
    ...(all.seconds && part.seconds && { seconds: splice(all.seconds, part.seconds) }),
    values: splice(all.values, part.values),
  }
}
