/** A sweep's jobs as trials of a search, for charts and tables. */
export interface Study {
  readonly name: string
  /** What counts, the first one above all; there is at least one. */
  readonly metrics: readonly StudyMetric[]
  /** What was varied. */
  readonly parameters: readonly StudyParameter[]
  /** By their numbers. */
  readonly trials: readonly StudyTrial[]
  /** Numbers of the trials that none beats at every metric: of one metric, the best. */
  readonly front: readonly number[]
}

export interface StudyMetric {
  readonly name: string
  readonly direction: 'minimize' | 'maximize'
}

export interface StudyParameter {
  readonly name: string
  /** Values of a category are texts, all others numbers. */
  readonly kind: 'float' | 'int' | 'category'
  /** The least and the greatest value; of a category 0 and its last place. */
  readonly low: number
  readonly high: number
  /** Whether it was searched on a logarithmic scale. */
  readonly log: boolean
  /** The values of a category, in their order; none of numbers. */
  readonly labels: readonly string[]
  /** Everything that a choice lists, tried or not. */
  readonly choices?: readonly string[]
}

export type TrialStatus = 'waiting' | 'running' | 'done' | 'pruned' | 'failed'

export interface StudyTrial {
  readonly num: number
  readonly status: TrialStatus
  /** A value of each parameter; a parameter that a trial does not have is left out. */
  readonly params: Readonly<Record<string, number | string>>
  /** One for each metric: null where it gave none, or one that is not finite. */
  readonly values: readonly (number | null)[]
  /** What it reported of the first metric, by step. */
  readonly curve: { readonly steps: readonly number[]; readonly values: readonly number[] }
  readonly seconds: number | null
  /** Its directory, relative to the sweep's. */
  readonly dir: string
  /** Why it failed. */
  readonly error?: string
}
