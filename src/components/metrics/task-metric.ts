import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { csvLine } from '../../formats/csv-cells.js'
import { barChart } from '../../report/bar-chart.js'
import { svgName } from '../../report/svg-name.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import {
  type BatchResult,
  type Metric,
  type MetricSetup,
  type MetricsCompat,
  type MetricValues,
  RunningMean,
} from '../../training/metric.js'
import { TaskMeans } from '../../training/task-means.js'
import type { FirstLogged, TrainingPlan } from '../../training/training-plan.js'
import { validationNames } from './first-validation.js'

/** Which number a `TaskMetric` measures, and where its test results go. */
export interface TaskMetricOptions {
  /** Which number of a batch. */
  key: 'acc' | 'loss_cls'
  /** First column of the file of test results. */
  averageColumn: string
  /** Folder of that file; null: no file. */
  saveDir: string | null
  /** Its name. */
  csvName: string
  /** The bar chart beside it; null: none. */
  chart: { name: string; title: string; max?: number } | null
}

/**
 * One number, measured over training epochs, validations and tests, per task and averaged over tasks. Means weigh rows,
 * and every validation starts afresh; with `compat: clarena` they weigh batches, and validations add up over the whole
 * fit, the sanity check included, as CLArena's do.
 */
export abstract class TaskMetric implements Metric {
  readonly #options: TaskMetricOptions
  #compat: MetricsCompat = null
  #nameOf: (taskId: number) => string = String
  /** Under which training logs: made once, for each batch has them. */
  readonly #names: { readonly batch: string; readonly epoch: string; readonly tasks: Map<number, string> }
  readonly #epoch = new RunningMean()
  /** Of this epoch, by task. */
  readonly #epochTasks = new TaskMeans()
  readonly #validation = new TaskMeans()
  readonly #test = new TaskMeans()

  constructor(options: TaskMetricOptions) {
    this.#options = options
    const { key } = options
    this.#names = { batch: `train/${key}_batch`, epoch: `task/train/${key}`, tasks: new Map() }
  }

  onFitStart(setup: MetricSetup): void {
    this.#begin(setup)
    this.#epoch.reset()
    this.#epochTasks.reset(setup.tasks)
    this.#validation.reset(setup.tasks)
  }

  onTrainBatch(result: BatchResult): MetricValues {
    const { key } = this.#options
    const whole = result[key]
    if (whole !== undefined) this.#epoch.update(whole, this.#weight(result))
    for (const [taskId, own] of result.tasks ?? []) {
      const value = own[key]
      if (value !== undefined) this.#epochTasks.update(taskId, value, this.#weight(own))
    }
    const values: MetricValues = {}
    if (whole !== undefined) values[this.#names.batch] = Math.fround(whole)
    const mean = this.#epoch.compute()
    if (mean !== null) values[this.#names.epoch] = mean
    for (const [taskId, value] of this.#epochTasks.compute()) values[this.#nameOfTask(taskId)] = value
    return values
  }

  onTrainEpochEnd(): MetricValues {
    const value = this.#epoch.compute()
    this.#epoch.reset()
    this.#epochTasks.restart()
    return figure(`learning_curve/train/${this.#options.key}`, value)
  }

  onValidationStart(setup: MetricSetup): void {
    this.#begin(setup)
    if (setup.compat !== 'clarena' || !this.#validation.covers(setup.tasks)) this.#validation.reset(setup.tasks)
  }

  onValidationBatch(result: BatchResult): void {
    this.#update(this.#validation, result)
  }

  onValidationEnd(): MetricValues {
    const { key } = this.#options
    const values = figure(`learning_curve/val/${key}`, this.#validation.average())
    for (const [taskId, value] of this.#validation.compute()) values[`task/val/${key}_${this.#nameOf(taskId)}`] = value
    return values
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    const { key } = this.#options
    return validationNames(plan, key, key === 'acc' ? ['class', 'labels'] : ['class', 'labels', 'numbers'])
  }

  onTestStart(setup: MetricSetup): void {
    this.#begin(setup)
    this.#test.reset(setup.tasks)
  }

  onTestBatch(result: BatchResult): void {
    this.#update(this.#test, result)
  }

  /** Writes the file of results (the average, then each task) and its chart. */
  onTestEnd(): MetricValues {
    const { key, averageColumn, saveDir } = this.#options
    const average = this.#test.average()
    if (average === null) return {}
    const columns = new Map([[averageColumn, average]])
    for (const [taskId, value] of this.#test.compute()) columns.set(`test_on_task_${this.#nameOf(taskId)}`, value)
    if (saveDir !== null) this.#write(saveDir, columns)
    return Object.fromEntries(Array.from(columns, ([column, value]) => [`${key}/${column}`, value]))
  }

  #write(folder: string, columns: ReadonlyMap<string, number>): void {
    const { csvName, chart } = this.#options
    mkdirSync(folder, { recursive: true })
    writeFileAtomic(join(folder, csvName), csvLine([...columns.keys()]) + csvLine([...columns.values()]))
    if (chart === null) return
    const label = (column: string) => column.replace(/^average.*/, 'Average').replace('test_on_task_', 'Task ')
    const bars = new Map(Array.from(columns, ([column, value]) => [label(column), value]))
    writeFileAtomic(join(folder, svgName(chart.name)), barChart({ ...chart, bars }))
  }

  stateDict(): unknown {
    return { epoch: this.#epoch.state(), epochTasks: this.#epochTasks.state(), validation: this.#validation.state() }
  }

  loadStateDict(state: unknown): void {
    const { epoch, epochTasks, validation } = state as Record<'epochTasks' | 'validation', unknown> & {
      epoch: [number, number]
    }
    this.#epoch.load(epoch)
    this.#epochTasks.load(epochTasks)
    this.#validation.load(validation)
  }

  #nameOfTask(taskId: number): string {
    const { tasks } = this.#names
    const name = tasks.get(taskId) ?? `task/train/${this.#options.key}_${this.#nameOf(taskId)}`
    tasks.set(taskId, name)
    return name
  }

  #begin({ compat, taskName = String }: MetricSetup): void {
    this.#compat = compat
    this.#nameOf = taskName
    this.#names.tasks.clear()
  }

  #update(means: TaskMeans, result: BatchResult): void {
    const { key } = this.#options
    const value = result[key]
    if (value !== undefined) means.update(result.taskId as number, value, this.#weight(result))
  }

  /** A loss's mean is over what it was divided by. */
  #weight({ rows, mass }: { rows: number; mass?: number }): number {
    if (this.#compat === 'clarena') return 1
    return this.#options.key === 'loss_cls' ? (mass ?? rows) : rows
  }
}

/** A value under its name; nothing where there is none. */
function figure(name: string, value: number | null): MetricValues {
  return value === null ? {} : { [name]: value }
}
