import { csvLine } from '../formats/csv-cells.js'
import type { ClassPredictions, Predictions, TargetPredictions } from '../run/predict.js'

/**
 * A line a row, by its place in the file from 0; the probability of each class or label, or the numbers, with the
 * digits of a float32.
 */
export function predictionsCsv(found: Predictions): string {
  return found.kind === 'class' ? classesCsv(found) : targetsCsv(found)
}

function classesCsv({ labels, places, predictions, probabilities, truth }: ClassPredictions): string {
  const header = ['row', ...(truth ? ['label'] : []), 'prediction', ...labels.map((label) => `probability_${label}`)]
  const lines = predictions.map((prediction, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return csvLine([places[row], ...(truth ? [truth[row]] : []), prediction, ...Array.from(ofRow, shortest)])
  })
  return [csvLine(header), ...lines].join('')
}

function targetsCsv({ kind, outputs, places, values, truth }: TargetPredictions): string {
  const names = (word: string) => outputs.map((name) => `${word}_${name}`)
  const given = kind === 'labels' ? [...names('prediction'), ...names('probability')] : names('prediction')
  const lines = Array.from(places, (place, row) => {
    const own = (all: Float32Array) => all.subarray(row * outputs.length, (row + 1) * outputs.length)
    const found = Array.from(own(values), shortest)
    const labels = kind === 'labels' ? Array.from(own(values), (value) => Number(value > 0.5)) : []
    return csvLine([place, ...(truth ? Array.from(own(truth), shortest) : []), ...labels, ...found])
  })
  return [csvLine(['row', ...(truth ? names('label') : []), ...given]), ...lines].join('')
}

/** The same as a value for JSON. */
export function predictionsJson(predicted: Predictions) {
  if (predicted.kind !== 'class') {
    const { places, values, truth, ...found } = predicted
    const width = found.outputs.length
    return { ...found, rows: [...places], values: byRow(values, width), truth: truth && byRow(truth, width) }
  }
  const { probabilities, labels, places, ...found } = predicted
  return { ...found, labels, rows: [...places], probabilities: byRow(probabilities, labels.length) }
}

function byRow(values: Float32Array, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from(values.subarray(row * width, (row + 1) * width), shortest),
  )
}

/** The shortest number that is this float32: 9 digits always tell it from its neighbours. */
function shortest(value: number): number {
  return Number(value.toPrecision(9))
}
