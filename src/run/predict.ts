import { resolve } from 'node:path'
import { labelRows } from '../components/dataset/label-rows.js'
import { readPlainRows } from '../components/dataset/plain-rows.js'
import type { Repository } from '../compose/index.js'
import { readContent } from '../formats/read-file.js'
import type { Label, MTLDataset, RowReader } from '../training/dataset.js'
import { predictRows } from '../training/predict-rows.js'
import { ConfigError } from '../util/diagnostic.js'
import { checkRun } from './check-run.js'
import { readWeights, type WhichWeights } from './find-weights.js'
import { prepareModel } from './prepare-model.js'
import type { RunOptions } from './run-options.js'
import { savedConfig } from './saved-config.js'

/** How rows are classified. */
export interface PredictOptions extends Pick<RunOptions, 'registry' | 'cwd' | 'env'> {
  /** Whose head answers. Default: the only task that the run was tested on. */
  task?: number
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
  overrides?: readonly string[]
  repository?: Repository
}

/** What a run's weights say of rows. */
export interface Predictions {
  task: number
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
 * Predicts the classes of rows of a CSV file by a run's weights. They hold what the run's data files hold, before any
 * transform: of CSV files, the columns by their names; else the values in order, and perhaps the label after them.
 * @throws ConfigError where there are no weights, no such task, or the table does not fit the data of the run
 */
export async function predict(runDir: string, file: string, options: PredictOptions = {}): Promise<Predictions> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const { bytes } = await readContent(resolve(cwd, file))
  const weights = await readWeights(dir, options.weights)
  const { overrides, repository, registry } = options
  const config = savedConfig(dir, { cwd, overrides, repository, registry })
  // The directory is only a name: nothing is written there.
  const checked = await checkRun(config, { ...options, outputDir: dir })
  const { algorithm, dataset } = await prepareModel(checked, { kind: 'eval', parent: dir, weights })
  try {
    const taskId = taskOf(options.task, dataset)
    const reader = rowReader(dataset, taskId)
    const { sampleShape: shape, batchSize } = dataset
    const { width, labels } = reader
    const {
      values,
      places,
      labels: truth,
    } = reader.readTable?.(bytes, file) ??
    labelRows(readPlainRows(bytes, file, { width, classNames: null }), file, labels)
    const samples = makeSamples(values, reader, shape)
    const probabilities = await predictRows(algorithm, samples, { shape, taskId, batchSize })
    const predictions = mostProbable(probabilities, labels)
    const accuracy = truth && truth.filter((label, row) => label === predictions[row]).length / truth.length
    return { task: taskId, labels, places, predictions, probabilities, truth, accuracy }
  } finally {
    algorithm.dispose()
  }
}

function taskOf(wanted: number | undefined, { trainTasks, evalTasks }: MTLDataset): number {
  const fail = (message: string, hint: string) => new ConfigError({ code: 'no-such-task', path: '', message, hint })
  if (wanted !== undefined && trainTasks.includes(wanted)) return wanted
  const known = `the run learned tasks ${trainTasks.join(', ')}`
  if (wanted !== undefined) throw fail(`the run did not learn task ${wanted}`, known)
  if (evalTasks.length === 1) return evalTasks[0] as number
  throw fail('predictions need a task', `add --task N: ${known}`)
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

function mostProbable(probabilities: Float32Array, labels: readonly Label[]): Label[] {
  return Array.from({ length: probabilities.length / labels.length }, (_, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return labels[ofRow.indexOf(ofRow.reduce((most, value) => Math.max(most, value)))] as Label
  })
}
