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
  readonly #epoch = new RunningMean()
  /** Of this epoch, by task. */
  readonly #epochTasks = new TaskMeans()
  readonly #validation = new TaskMeans()
  readonly #test = new TaskMeans()

  constructor(options: TaskMetricOptions) {
    this.#options = options
  }

  onFitStart(setup: MetricSetup): void {
    this.#compat = setup.compat
    this.#epoch.reset()
    this.#epochTasks.reset(setup.tasks)
    this.#validation.reset(setup.tasks)
  }

  onTrainBatch(result: BatchResult): MetricValues {
    const { key } = this.#options
    this.#epoch.update(result[key], this.#weight(result))
    for (const [taskId, own] of result.tasks ?? []) {
      const value = own[key]
      if (value !== undefined) this.#epochTasks.update(taskId, value, this.#weight(own))
    }
    const values = {
      [`train/${key}_batch`]: Math.fround(result[key]),
      ...figure(`task/train/${key}`, this.#epoch.compute()),
    }
    for (const [taskId, value] of this.#epochTasks.compute()) values[`task/train/${key}_${taskId}`] = value
    return values
  }

  onTrainEpochEnd(): MetricValues {
    const value = this.#epoch.compute()
    this.#epoch.reset()
    this.#epochTasks.restart()
    return figure(`learning_curve/train/${this.#options.key}`, value)
  }

  onValidationStart(setup: MetricSetup): void {
    this.#compat = setup.compat
    if (setup.compat !== 'clarena' || !this.#validation.covers(setup.tasks)) this.#validation.reset(setup.tasks)
  }

  onValidationBatch(result: BatchResult): void {
    this.#validation.update(result.taskId as number, result[this.#options.key], this.#weight(result))
  }

  onValidationEnd(): MetricValues {
    const { key } = this.#options
    const values = figure(`learning_curve/val/${key}`, this.#validation.average())
    for (const [taskId, value] of this.#validation.compute()) values[`task/val/${key}_${taskId}`] = value
    return values
  }

  logsFrom(plan: TrainingPlan): ReadonlyMap<string, FirstLogged> {
    const { key } = this.#options
    const { algorithm, batches } = plan
    const counts = batches.validation
    const names = new Map([[`learning_curve/val/${key}`, firstValidation(plan, Math.max(0, ...counts))]])
    algorithm.trainTasks.forEach((taskId, index) => {
      names.set(`task/val/${key}_${taskId}`, firstValidation(plan, counts[index] as number))
    })
    return names
  }

  onTestStart(setup: MetricSetup): void {
    this.#compat = setup.compat
    this.#test.reset(setup.tasks)
  }

  onTestBatch(result: BatchResult): void {
    this.#test.update(result.taskId as number, result[this.#options.key], this.#weight(result))
  }

  /** Writes the file of results (the average, then each task) and its chart. */
  onTestEnd(): MetricValues {
    const { key, averageColumn, saveDir } = this.#options
    const average = this.#test.average()
    if (average === null) return {}
    const columns = new Map([[averageColumn, average]])
    for (const [taskId, value] of this.#test.compute()) columns.set(`test_on_task_${taskId}`, value)
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

  #weight({ rows }: { rows: number }): number {
    return this.#compat === 'clarena' ? 1 : rows
  }
}

/** When what validation logs of so many batches is there first. */
function firstValidation({ options, firstValidation: batch }: TrainingPlan, batches: number): FirstLogged {
  if (batches === 0) {
    const off = options.limit_val_batches === 0
    const hint = off ? 'trainer.limit_val_batches=1.0 validates' : 'dataset.validation_percentage=0.1 splits rows off'
    return { batch: Number.POSITIVE_INFINITY, hint }
  }
  const everyEpoch = options.check_val_every_n_epoch ?? 1
  const sooner = everyEpoch > 1 ? 'trainer.check_val_every_n_epoch=1' : 'a smaller trainer.val_check_interval'
  return { batch, hint: `${sooner} validates earlier` }
}

/** A value under its name; nothing where there is none. */
function figure(name: string, value: number | null): MetricValues {
  return value === null ? {} : { [name]: value }
}
