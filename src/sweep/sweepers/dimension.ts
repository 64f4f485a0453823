/** One thing that a search varies. Its values are numbers within a search: those of a category are their places. */
export interface Dimension {
  /** The key that it sets, or the name of a zip. */
  readonly name: string
  readonly kind: 'float' | 'int' | 'category'
  /** The least and the greatest value; of a category 0 and its last place. */
  readonly low: number
  readonly high: number
  /** Whether it is searched on a logarithmic scale. */
  readonly log: boolean
  /** The distance between values; null: any. */
  readonly step: number | null
  /** The overrides of a value. */
  readonly overrides: (value: number) => readonly string[]
  /** Of a category: what each place stands for, as text. */
  readonly labels?: readonly string[]
}

/** What a search draws its points from. */
export interface SearchSpace {
  dimensions: readonly Dimension[]
  /** What all jobs have. */
  fixed: readonly string[]
}
