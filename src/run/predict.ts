import { resolve } from 'node:path'
import type { Repository } from '../compose/index.js'
import { type NumberTable, readCsv } from '../formats/csv.js'
import { fileError } from '../formats/file-error.js'
import { readContent } from '../formats/read-file.js'
import type { MTLDataset, RowReader } from '../training/dataset.js'
import { predictRows } from '../training/predict-rows.js'
import { ConfigError } from '../util/diagnostic.js'
import { checkRun } from './check-run.js'
import { readWeights, type WhichWeights } from './find-weights.js'
import { prepareModel } from './prepare-model.js'
import type { RunOptions } from './run-options.js'
import { savedConfig } from './saved-config.js'

export interface PredictOptions extends Pick<RunOptions, 'registry' | 'cwd' | 'env'> {
  /** Whose head answers. Default: the only task that the run was tested on. */
  task?: number
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
  overrides?: readonly string[]
  repository?: Repository
}

export interface Predictions {
  task: number
  /** The label of each of the task's classes, as the data's files have it. */
  labels: readonly number[]
  /** The most probable label of each row. */
  predictions: number[]
  /** `[rows, classes]`, row-major. */
  probabilities: Float32Array
  /** The labels in the file, where it has them. */
  truth: number[] | null
  /** Share of the rows that are predicted right; null without labels. */
  accuracy: number | null
}

/**
 * Predicts the classes of rows by a run's weights. A row holds the values that the run's data files hold, before any transform;
 * after them it may hold its label.
 * @throws ConfigError where there are no weights, no such task, or the table does not fit the data of the run
 */
export async function predict(runDir: string, file: string, options: PredictOptions = {}): Promise<Predictions> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const { bytes } = await readContent(resolve(cwd, file))
  const table = readCsv(bytes, { file })
  const weights = await readWeights(dir, options.weights)
  const { overrides, repository } = options
  const config = savedConfig(dir, { cwd, ...(overrides && { overrides }), ...(repository && { repository }) })
  // The directory is only a name: nothing is written there.
  const checked = await checkRun(config, { ...options, outputDir: dir })
  const { algorithm, dataset } = await prepareModel(checked, { kind: 'eval', parent: dir, weights })
  try {
    const taskId = taskOf(options.task, dataset)
    const reader = rowReader(dataset, taskId)
    const { samples, truth } = readRows(table, reader, { file, shape: dataset.sampleShape })
    const { sampleShape: shape, batchSize } = dataset
    const probabilities = await predictRows(algorithm, samples, { shape, taskId, batchSize })
    const predictions = mostProbable(probabilities, reader.labels)
    const accuracy = truth && truth.filter((label, row) => label === predictions[row]).length / truth.length
    return { task: taskId, labels: reader.labels, predictions, probabilities, truth, accuracy }
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

function readRows(
  table: NumberTable,
  reader: RowReader,
  { file, shape }: { file: string; shape: readonly number[] },
): { samples: Float32Array; truth: number[] | null } {
  const { values, rows, columns } = table
  const { width, labels } = reader
  if (columns !== width && columns !== width + 1) {
    const message = `a row has ${columns} values, but the run's data have ${width} (and may have a label after them)`
    throw fileError(file, message, { place: { line: table.lineOf(0), column: 1 } })
  }
  const size = shape.reduce((product, length) => product * length, 1)
  const samples = new Float32Array(rows * size)
  for (let row = 0; row < rows; row++) reader.apply(values, row * columns, samples, row * size)
  if (columns === width) return { samples, truth: null }
  const truth = Array.from({ length: rows }, (_, row) => values[row * columns + width] as number)
  const wrong = truth.findIndex((label) => !labels.includes(label))
  if (wrong >= 0) {
    const message = `label ${truth[wrong]} is none of the task's: ${labels.join(', ')}`
    throw fileError(file, message, { place: { line: table.lineOf(wrong), column: 1 } })
  }
  return { samples, truth }
}

function mostProbable(probabilities: Float32Array, labels: readonly number[]): number[] {
  return Array.from({ length: probabilities.length / labels.length }, (_, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return labels[ofRow.indexOf(Math.max(...ofRow))] as number
  })
}
