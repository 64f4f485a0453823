import { csvLine } from '../formats/csv-cells.js'
import type { Predictions } from '../run/predict.js'

/** A line a row, by its place in the file from 0; the probability of each label, with the digits of a float32. */
export function predictionsCsv(found: Predictions): string {
  const { labels, places, predictions, probabilities, truth } = found
  const header = ['row', ...(truth ? ['label'] : []), 'prediction', ...labels.map((label) => `probability_${label}`)]
  const lines = predictions.map((prediction, row) => {
    const ofRow = probabilities.subarray(row * labels.length, (row + 1) * labels.length)
    return csvLine([places[row], ...(truth ? [truth[row]] : []), prediction, ...Array.from(ofRow, shortest)])
  })
  return [csvLine(header), ...lines].join('')
}

/** The same as a value for JSON. */
export function predictionsJson({ probabilities, labels, places, ...found }: Predictions) {
  const rows = found.predictions.map((_, row) =>
    Array.from(probabilities.subarray(row * labels.length, (row + 1) * labels.length), shortest),
  )
  return { ...found, labels, rows: [...places], probabilities: rows }
}

/** The shortest number that is this float32: 9 digits always tell it from its neighbours. */
function shortest(value: number): number {
  return Number(value.toPrecision(9))
}
