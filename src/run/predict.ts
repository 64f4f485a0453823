import { resolve } from 'node:path'
import { labelRows } from '../components/dataset/label-rows.js'
import { readPlainRows } from '../components/dataset/plain-rows.js'
import type { Repository } from '../compose/index.js'
import { readContent } from '../formats/read-file.js'
import { targetKind } from '../nn/losses/task-loss.js'
import type { Label, LabelledRows, MTLDataset, RowReader } from '../training/dataset.js'
import { lossOf, taskName } from '../training/loop.js'
import { predictRows } from '../training/predict-rows.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { type CheckedRun, checkRun } from './check-run.js'
import { readWeights, type WhichWeights } from './find-weights.js'
import { prepareModel } from './prepare-model.js'
import type { Eval } from './purpose.js'
import type { RunOptions } from './run-options.js'
import { savedConfig } from './saved-config.js'
import { withVariables } from './with-variables.js'

/** How rows are classified. */
export interface PredictOptions extends Pick<RunOptions, 'registry' | 'cwd' | 'env'> {
  /** Whose head answers, by its name or id. Default: the only task that the run was tested on. */
  task?: string | number
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
  overrides?: readonly string[]
  repository?: Repository
  /** Is told which variables of the run are left out. Default: nobody is. */
  warn?: (found: Diagnostic) => void
}

/** What a run's weights say of rows. */
export type Predictions = ClassPredictions | TargetPredictions

/** Of a task without classes: numbers, or labels each of which holds or not. */
export interface TargetPredictions {
  kind: 'labels' | 'numbers'
  task: number
  /** What the task is called. */
  name: string
  /** Of its labels or numbers. */
  outputs: readonly string[]
  /** Place of each row in the file, from 0. */
  places: Int32Array
  /** `[rows, outputs]`, row-major: the numbers, or the labels' probabilities. */
  values: Float32Array
  /** The same of the file, where it has them. */
  truth: Float32Array | null
  /** The share of labels that are right, or the root of the mean squared distance; null: there is no truth. */
  figure: number | null
}

/** Of a task with classes. */
export interface ClassPredictions {
  kind: 'class'
  task: number
  /** What the task is called. */
  name: string
  /** The label of each of the task's classes, as the data's files have it. */
  labels: readonly Label[]
  /** Place of each row in the file, from 0: rows with missing values may be left out. */
  places: Int32Array
  /** The most probable label of each row. */
  predictions: Label[]
  /** `[rows, classes]`, row-major. */
  probabilities: Float32Array
  /** The labels in the file, where it has them. */
  truth: Label[] | null
  /** Share of the rows that are predicted right; null without labels. */
  accuracy: number | null
}

/**
 * Predicts the classes, labels or numbers of rows of a CSV file by a run's weights. They hold what the run's data files
 * hold, before any transform: of CSV files, the columns by their names; else the values in order, and perhaps the label
 * after them.
 * @throws ConfigError where there are no weights, no such task, or the table does not fit the data of the run
 */
export async function predict(runDir: string, file: string, options: PredictOptions = {}): Promise<Predictions> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const { bytes } = await readContent(shownPath(resolve(cwd, file)))
  const weights = await readWeights(dir, options.weights)
  const { overrides, repository, registry } = options
  const config = savedConfig(dir, { cwd, repository, registry })(overrides)
  // The directory is only a name: nothing is written there.
  const checked = await checkRun(config, { ...options, outputDir: dir }, { trained: true })
  for (const found of checked.variables.warnings) options.warn?.(found)
  const purpose: Eval = { kind: 'eval', parent: dir, weights }
  return await withVariables(checked.variables.set, () =>
    classify(checked, purpose, { bytes, file, task: options.task }),
  )
}

/** Rows of a file, and whose head answers. */
interface Question {
  bytes: Uint8Array
  file: string
  task: string | number | undefined
}

async function classify(checked: CheckedRun, purpose: Eval, { bytes, file, task }: Question): Promise<Predictions> {
  const { algorithm, dataset } = await prepareModel(checked, purpose)
  try {
    const taskId = taskOf(task, dataset)
    const reader = rowReader(dataset, taskId)
    const { sampleShape: shape, batchSize } = dataset
    const { width, labels } = reader
    const kind = targetKind(lossOf(dataset)(taskId))
    const name = taskName(dataset, taskId)
    const {
      values,
      places,
      labels: truth,
      targets,
    }: LabelledRows = asAsked(
      () =>
        reader.readTable?.(bytes, file) ??
        labelRows(readPlainRows(bytes, file, { width, classNames: null }), file, labels),
    )
    const samples = makeSamples(values, reader, shape)
    const found = await predictRows(algorithm, samples, { shape, taskId, batchSize, kind })
    if (kind !== 'class') {
      const figure = targets ? figureOf(kind, found, targets) : null
      const outputs = labels.map(String)
      return { kind, task: taskId, name, outputs, places, values: found, truth: targets ?? null, figure }
    }
    const probabilities = found
    const predictions = mostProbable(probabilities, labels)
    const accuracy = truth && truth.filter((label, row) => label === predictions[row]).length / truth.length
    return { kind, task: taskId, name, labels, places, predictions, probabilities, truth, accuracy }
  } finally {
    algorithm.dispose()
  }
}

/** The network has the inputs that it was trained with: of hints, only what the file itself can have is of any help. */
function asAsked<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const plain = error.diagnostics.map(({ hint, ...d }) => (hint?.startsWith('did you mean') ? { ...d, hint } : d))
    throw new ConfigError(plain, { cause: error })
  }
}

/** A task by its name or id. */
function taskOf(given: string | number | undefined, dataset: MTLDataset): number {
  const { trainTasks, evalTasks } = dataset
  const wanted =
    given === undefined ? undefined : (trainTasks.find((id) => taskName(dataset, id) === String(given)) ?? given)
  const fail = (message: string, hint: string) => new ConfigError({ code: 'no-such-task', path: '', message, hint })
  if (wanted !== undefined && trainTasks.includes(Number(wanted))) return Number(wanted)
  const names = trainTasks.map((id) => taskName(dataset, id)).join(', ')
  const known = `the run learned ${trainTasks.length === 1 ? 'task' : 'tasks'} ${names}`
  if (wanted !== undefined) throw fail(`the run did not learn task ${wanted}`, known)
  if (evalTasks.length === 1) return evalTasks[0] as number
  throw fail('predictions need a task', `add --task TASK: ${known}`)
}

function rowReader(dataset: MTLDataset, taskId: number): RowReader {
  const reader = dataset.rowReader?.(taskId)
  if (reader) return reader
  const message = 'this data set cannot make samples of rows from elsewhere: it has no rowReader()'
  throw new ConfigError({ code: 'no-row-reader', path: 'dataset', message })
}

function makeSamples(values: Float32Array, { width, apply }: RowReader, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1)
  const rows = values.length / width
  const samples = new Float32Array(rows * size)
  for (let row = 0; row < rows; row++) apply(values, row * width, samples, row * size)
  return samples
}

function figureOf(kind: 'labels' | 'numbers', values: Float32Array, truth: Float32Array): number {
  let sum = 0
  for (const [i, value] of values.entries()) {
    if (kind === 'labels') sum += Number(value > 0.5 === (truth[i] === 1))
    else sum += (value - (truth[i] as number)) ** 2
  }
  const mean = sum / values.length
  return kind === 'labels' ? mean : Math.sqrt(mean)
}

function mostProbable(probabilities: Float32Array, labels: readonly Label[]): Label[] {
  return Array.from({ length: probabilities.length / labels.length }, (_, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return labels[ofRow.indexOf(ofRow.reduce((most, value) => Math.max(most, value)))] as Label
  })
}
