import { estimate } from '../../util/statistics.js'
import type { Curve } from './metric-curves.js'

interface Point {
  epoch: number | null
  seconds: number[]
  values: number[]
}

/**
 * One curve for several of the same metric, such as those of a config's seeds: the mean at each step that any of them
 * has, and as its band one standard deviation to both sides. A step that one curve alone has has no width.
 */
export function meanCurve(name: string, curves: readonly Curve[]): Curve {
  const at = new Map<number, Point>()
  for (const { steps, epochs, seconds, values } of curves) {
    for (const [i, step] of steps.entries()) {
      const value = values[i] as number
      if (!Number.isFinite(value)) continue
      const point = at.get(step) ?? { epoch: epochs[i] ?? null, seconds: [], values: [] }
      point.values.push(value)
      const second = seconds?.[i] ?? null
      if (second !== null) point.seconds.push(second)
      at.set(step, point)
    }
  }
  const steps = [...at.keys()].sort((a, b) => a - b)
  const points = steps.map((step) => at.get(step) as Point)
  const estimates = points.map(({ values }) => estimate(values))
  return {
    name,
    steps,
    epochs: points.map(({ epoch }) => epoch),
    ...(curves.some(({ seconds }) => seconds) && {
      seconds: points.map(({ seconds }) => (seconds.length > 0 ? estimate(seconds).mean : null)),
    }),
    values: estimates.map(({ mean }) => mean),
    band: {
      low: estimates.map(({ mean, std }) => mean - (std ?? 0)),
      high: estimates.map(({ mean, std }) => mean + (std ?? 0)),
    },
  }
}

/**
 * Curves of which not all points are here, without the steps that another one that reaches so far lacks: a mean over
 * whichever are left would jump from one curve to the other.
 */
export function atSharedSteps(curves: readonly Curve[]): Curve[] {
  const own = curves.map(({ steps }) => new Set(steps))
  const isShared = (step: number) =>
    curves.every(({ steps }, i) => {
      const [first, last] = [steps[0], steps.at(-1)]
      return first === undefined || last === undefined || step < first || step > last || own[i]?.has(step)
    })
  return curves.map(({ steps, epochs, seconds, values, ...curve }) => {
    const kept = [...steps.keys()].filter((place) => isShared(steps[place] as number))
    const pick = <T>(all: readonly T[]) => kept.map((place) => all[place] as T)
    return {
      ...curve,
      steps: pick(steps),
      epochs: pick(epochs),
      ...(seconds && { seconds: pick(seconds) }),
      values: pick(values),
    }
  })
}
