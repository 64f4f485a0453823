/** A mean of values with weights, added up in float64; null while empty. */
export class RunningMean {
  #sum = 0
  #weight = 0

  update(value: number, weight = 1): void {
    this.#sum += value * weight
    this.#weight += weight
  }

  /** As float32, which torch's metrics are: two means that torch takes to be equal are. */
  compute(): number | null {
    return this.#weight === 0 ? null : Math.fround(this.#sum / this.#weight)
  }

  reset(): void {
    this.#sum = 0
    this.#weight = 0
  }

  /** For checkpoints. */
  state(): [sum: number, weight: number] {
    return [this.#sum, this.#weight]
  }

  load([sum, weight]: readonly [number, number]): void {
    this.#sum = sum
    this.#weight = weight
  }
}

/** Whose figures to give: CLArena's, defects and all, or (null) the right ones. */
export type MetricsCompat = 'clarena' | null

/** What one batch gave. */
export interface BatchResult {
  /** Right rows by rows, in double precision. Training: the mean over the tasks present. Evaluation: of the one task. */
  readonly acc: number
  readonly loss_cls: number
  readonly rows: number
  /** Evaluation only. */
  readonly taskId?: number
  /** Evaluation only: `[rows]` true and predicted classes. */
  readonly y?: Int32Array
  readonly preds?: () => Int32Array
}

export type MetricValues = Record<string, number>

export interface MetricSetup {
  readonly compat: MetricsCompat
  readonly tasks: readonly number[]
  numClasses(taskId: number): number
  /** Undefined where classes have no names. */
  classNames?(taskId: number): readonly string[] | undefined
}

/** What is measured, and under which names it is logged. Values come batch by batch, in order. */
export interface Metric {
  onFitStart?(setup: MetricSetup): void
  /** Values logged with this step. */
  onTrainBatch?(result: BatchResult): MetricValues
  /** Values of the epoch; starts the next one afresh. */
  onTrainEpochEnd?(): MetricValues
  onValidationStart?(setup: MetricSetup & { readonly sanity: boolean }): void
  onValidationBatch?(result: BatchResult): void
  onValidationEnd?(): MetricValues
  onTestStart?(setup: MetricSetup): void
  onTestBatch?(result: BatchResult): void
  /** Writes its files; gives the values for whoever called `test`. */
  onTestEnd?(): MetricValues | Promise<MetricValues>
  /** For checkpoints: JSON. */
  stateDict?(): unknown
  loadStateDict?(state: unknown): void
}
