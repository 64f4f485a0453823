import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { csvLine } from '../../formats/csv-cells.js'
import { type TargetKind, targetKind } from '../../nn/losses/task-loss.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { BatchResult, Measure, Metric, MetricSetup, MetricValues } from '../../training/metric.js'
import type { FirstLogged, TrainingPlan } from '../../training/training-plan.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { validationNames } from './first-validation.js'
import { type AskedTasks, checkFits, checkTaskKind } from './task-kind.js'

/** Keys that all such metrics have. */
export interface TaskMeasureParams {
  /** Folder of the file of test results; null (default): no file. */
  save_dir?: string | null
  /** Its name. Default: the metric's own. */
  csv_name?: string
}

/** Keys of those that measure tasks of several kinds. */
export interface ClassMeasureParams extends TaskMeasureParams, AskedTasks {}

/** Takes the rows of one task in, batch by batch. */
export interface Accumulator {
  add(rows: MeasuredRows): void
  /** Null where it is not defined for what was taken in. */
  value(): number | null
}

/** Rows of one task with what its head gave. */
export interface MeasuredRows {
  /** `[rows]` classes, true and predicted. */
  readonly y: Int32Array
  readonly preds: Int32Array
  /** `[rows, outputs]`, row-major. */
  readonly logits: Float32Array
  /** `[rows, outputs]`; of a task with classes empty. */
  readonly targets: Float32Array
}

/** What a `TaskMeasure` measures. */
export interface MeasureOptions {
  /** In names of values: `rmse`. */
  key: string
  better: Measure['better']
  /** Tasks with other targets are left out. */
  fits: readonly TargetKind[]
  /** @param outputs of the task's head. @param kind of its target. */
  start: (outputs: number, kind: TargetKind) => Accumulator
}

/**
 * One number of all rows of a task, over a whole validation or test: not a mean of batches. Logs
 * `learning_curve/val/<key>` (the mean over the tasks that it fits) and `task/val/<key>_<t>`.
 */
export abstract class TaskMeasure implements Metric {
  readonly #options: MeasureOptions
  readonly #saveDir: string | null
  readonly #csvName: string
  readonly #asked: AskedTasks
  #running = new Map<number, Accumulator>()
  #nameOf: (taskId: number) => string = String
  #tested: ReadonlyMap<number, number> = new Map()

  constructor({ save_dir = null, csv_name, ...asked }: ClassMeasureParams, options: MeasureOptions) {
    this.#options = options
    this.#saveDir = save_dir
    this.#csvName = csv_name ?? `${options.key}.csv`
    this.#asked = asked
  }

  /** @returns an error for each task that is not as it is asked for, or one where it fits none */
  check(setup: MetricSetup, path: string): Diagnostic[] {
    return [...checkFits(this.#options.fits, setup, path), ...checkTaskKind(this.#asked, setup, path)]
  }

  onValidationStart(setup: MetricSetup): void {
    this.#start(setup)
  }

  onValidationBatch(result: BatchResult): void {
    this.#add(result)
  }

  onValidationEnd(): MetricValues {
    const { key } = this.#options
    const found = this.#values()
    const values: MetricValues = {}
    const average = averageOf(found)
    if (average !== null) values[`learning_curve/val/${key}`] = average
    for (const [taskId, value] of found) values[`task/val/${key}_${this.#nameOf(taskId)}`] = value
    return values
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    return validationNames(plan, this.#options.key, this.#options.fits)
  }

  onTestStart(setup: MetricSetup): void {
    this.#start(setup)
  }

  onTestBatch(result: BatchResult): void {
    this.#add(result)
  }

  /** Writes the file of results: the average, then each task that it fits. */
  onTestEnd(): MetricValues {
    const { key } = this.#options
    this.#tested = this.#values()
    const average = averageOf(this.#tested)
    if (average === null) return {}
    const columns = new Map([[`average_${key}`, average]])
    for (const [taskId, value] of this.#tested) columns.set(`test_on_task_${this.#nameOf(taskId)}`, value)
    if (this.#saveDir !== null) {
      mkdirSync(this.#saveDir, { recursive: true })
      const text = csvLine([...columns.keys()]) + csvLine([...columns.values()])
      writeFileAtomic(join(this.#saveDir, this.#csvName), text)
    }
    return Object.fromEntries(Array.from(columns, ([column, value]) => [`${key}/${column}`, value]))
  }

  measures(): readonly Measure[] {
    const { key: name, better } = this.#options
    return this.#tested.size === 0 ? [] : [{ name, better, tasks: this.#tested }]
  }

  #start({ tasks, numClasses, loss, taskName = String }: MetricSetup): void {
    const { fits, start } = this.#options
    this.#nameOf = taskName
    this.#running = new Map(
      tasks.flatMap((taskId) => {
        const kind = loss ? targetKind(loss(taskId)) : 'class'
        return fits.includes(kind) ? [[taskId, start(numClasses(taskId), kind)] as const] : []
      }),
    )
  }

  #add({ taskId, y, preds, logits, targets = new Float32Array() }: BatchResult): void {
    const predicted = preds?.()
    // An algorithm of a plugin may give no logits.
    if (!y || !predicted || !logits) return
    this.#running.get(taskId as number)?.add({ y, preds: predicted, logits, targets })
  }

  #values(): Map<number, number> {
    const found = new Map<number, number>()
    for (const [taskId, running] of this.#running) {
      const value = running.value()
      if (value !== null) found.set(taskId, value)
    }
    return found
  }
}

/** Each task weighs the same; null where there is none. */
function averageOf(values: ReadonlyMap<number, number>): number | null {
  if (values.size === 0) return null
  return [...values.values()].reduce((sum, value) => sum + value, 0) / values.size
}
