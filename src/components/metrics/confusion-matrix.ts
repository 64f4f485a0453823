import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { csvLine } from '../../formats/csv-cells.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { BatchResult, Metric, MetricSetup, MetricValues } from '../../training/metric.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { hasClasses } from './has-classes.js'
import { type AskedTasks, checkFits, checkTaskKind } from './task-kind.js'

/** A matrix of more is a file that nobody reads, and more than the memory holds. */
const MOST_CLASSES = 4096

/** Keys of `ConfusionMatrix`. */
export interface ConfusionMatrixParams {
  /** Folder of the files; null (default): no files. */
  save_dir?: string | null
  /** Name of a task's file; `<t>` stands for its name or id. Default: `confusion_task_<t>.csv`. */
  csv_name?: string
  /** What each task must be. Default: null, any that has classes. */
  task?: 'binary' | 'multiclass' | null
  /** How many classes each task must have. Default: null, any number. */
  num_classes?: number | null
}

/**
 * How often each class of a task was taken for which, in the test: one file per task that has classes, a row per true
 * class.
 */
export class ConfusionMatrix implements Metric {
  readonly #saveDir: string | null
  readonly #csvName: string
  readonly #asked: AskedTasks
  #matrices = new Map<number, Int32Array[]>()
  #names: MetricSetup['classNames']
  #nameOf: (taskId: number) => string = String

  constructor({ save_dir = null, csv_name = 'confusion_task_<t>.csv', ...asked }: ConfusionMatrixParams = {}) {
    this.#saveDir = save_dir
    this.#csvName = csv_name
    this.#asked = asked
  }

  /** @returns an error for each task that is not as it is asked for, or has more classes than a matrix can have */
  check(setup: MetricSetup, path: string): Diagnostic[] {
    const { tasks, numClasses, loss, taskName = String } = setup
    const tooMany = tasks.flatMap((taskId): Diagnostic[] => {
      if (!hasClasses(taskId, loss)) return []
      const classes = numClasses(taskId)
      if (classes <= MOST_CLASSES) return []
      const message = `a confusion matrix is of at most ${MOST_CLASSES} classes, but task ${taskName(taskId)} has ${classes}`
      return [{ code: 'too-many-classes', path, message, hint: `leave it out: '~${path}'` }]
    })
    return [...checkFits(['class'], setup, path), ...checkTaskKind(this.#asked, setup, path), ...tooMany]
  }

  onTestStart({ tasks, numClasses, classNames, loss, taskName = String }: MetricSetup): void {
    this.#names = classNames
    this.#nameOf = taskName
    const classified = tasks.filter((taskId) => hasClasses(taskId, loss))
    this.#matrices = new Map(
      classified.map((taskId) => {
        const classes = numClasses(taskId)
        return [taskId, Array.from({ length: classes }, () => new Int32Array(classes))]
      }),
    )
  }

  onTestBatch({ taskId, y, preds }: BatchResult): void {
    const matrix = this.#matrices.get(taskId as number)
    const predicted = preds?.()
    if (!matrix || !y || !predicted) return
    for (const [row, label] of y.entries()) {
      const counts = matrix[label] as Int32Array
      const guess = predicted[row] as number
      counts[guess] = (counts[guess] as number) + 1
    }
  }

  /** Writes the files. A matrix has no single number to log. */
  onTestEnd(): MetricValues {
    if (this.#saveDir === null) return {}
    mkdirSync(this.#saveDir, { recursive: true })
    for (const [taskId, matrix] of this.#matrices) {
      const names = this.#names?.(taskId) ?? [...matrix.keys()]
      const header = csvLine(['true_class', ...names.map((name) => `predicted_${name}`)])
      const lines = matrix.map((counts, label) => csvLine([names[label], ...counts]))
      const file = join(this.#saveDir, this.#csvName.replaceAll('<t>', this.#nameOf(taskId)))
      writeFileAtomic(file, [header, ...lines].join(''))
    }
    return {}
  }

  /** Counts by true and predicted class, `[classes][classes]`. */
  matrix(taskId: number): readonly Int32Array[] | undefined {
    return this.#matrices.get(taskId)
  }
}
