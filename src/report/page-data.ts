import type { Confusions } from './charts/confusion-matrix.js'
import type { ChartChanges } from './charts/merge-options.js'
import type { TaskValues } from './charts/task-bars.js'
import type { Study } from './study.js'

/** What a page's script draws: plain data, in the page as JSON. Each part is shown in the element of its name. */
export interface PageData {
  readonly study?: StudyData
  readonly bars?: readonly BarsData[]
  readonly ranked?: RankedData
  readonly curves?: readonly CurvesData[]
  readonly confusions?: readonly Confusions[]
  readonly cosines?: CosinesData
  /** A user's options of charts, by the charts' names. */
  readonly changes?: Readonly<Partial<Record<ChartName, ChartChanges>>>
}

/** Names of charts, by which a user changes them. */
export const CHART_NAMES = [
  'trials',
  'parallel',
  'importance',
  'slice',
  'pareto',
  'curves',
  'bars',
  'confusion',
  'cosines',
] as const
export type ChartName = (typeof CHART_NAMES)[number]

export interface StudyData {
  readonly study: Study
  /** Of each metric: how important each parameter is. */
  readonly importance: readonly (readonly (readonly [name: string, share: number])[])[]
  /** Learning curves of the best trials, one chart for each metric that they reported. */
  readonly curves: readonly CurvesData[]
}

/** Bars by task; of several things side by side. */
export interface BarsData {
  readonly title: string
  readonly groups: readonly TaskValues[]
  readonly range?: { readonly min?: number; readonly max?: number }
}

/** Bars one below the other, the best on top. */
export interface RankedData {
  readonly title: string
  readonly values: readonly (readonly [name: string, value: number])[]
  readonly range: { readonly min: number; readonly max: number }
}

export interface CurvesData {
  readonly title: string
  readonly curves: readonly CurveData[]
  /** Where the curves are of things that other charts show, too: all of them, in the order of their looks. */
  readonly names?: readonly string[]
}

/** A `Curve` as JSON: what is not finite is null. */
export interface CurveData {
  readonly name: string
  readonly steps: readonly number[]
  readonly epochs: readonly (number | null)[]
  readonly seconds?: readonly (number | null)[]
  readonly values: readonly (number | null)[]
}

/** Cosines between tasks' gradients. */
export interface CosinesData {
  readonly title: string
  readonly tasks: readonly string[]
  readonly cosines: readonly (readonly [key: string, cosine: number])[]
}
