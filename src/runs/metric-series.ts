import { readCsvRecords } from '../formats/csv-cells.js'

/** The values that were logged under one name, in the order in which they were. */
export interface MetricSeries {
  /** As it was logged. */
  readonly name: string
  /** The optimizer step, from 0, with which each value was logged. */
  readonly steps: readonly number[]
  /** The epoch, from 0; null where a value belongs to none. */
  readonly epochs: readonly (number | null)[]
  /** One a step and epoch of these. */
  readonly values: readonly number[]
}

interface Growing extends MetricSeries {
  readonly steps: number[]
  readonly epochs: (number | null)[]
  readonly values: number[]
}

/** What a table of a CSVLogger holds; a row that is still being written is left out. */
export function readMetricsTable(content: Buffer, file: string): Map<string, MetricSeries> {
  const found = new Map<string, Growing>()
  const records = readCsvRecords(content.subarray(0, content.lastIndexOf('\n') + 1), file)
  const names = records.next().value ?? []
  const [step, epoch] = [names.indexOf('step'), names.indexOf('epoch')]
  for (const cells of records) {
    const at = { step: Number(cells[step] ?? ''), epoch: cells[epoch] ? Number(cells[epoch]) : null }
    for (const [i, cell] of cells.entries()) {
      const name = names[i]
      if (cell !== '' && i !== step && i !== epoch && name !== undefined) add(found, name, at, Number(cell))
    }
  }
  return found
}

/** What the lines of a JSONLinesLogger hold; one that is still being written is left out. */
export function readMetricsLines(content: Buffer): Map<string, MetricSeries> {
  const found = new Map<string, Growing>()
  const text = content.toString('utf8', 0, content.lastIndexOf('\n') + 1)
  for (const line of text.split('\n').slice(0, -1)) {
    const { step, epoch = null, ...values } = JSON.parse(line) as Record<string, number | string>
    const at = { step: Number(step), epoch: epoch === null ? null : Number(epoch) }
    // Numbers that JSON lacks are strings.
    for (const [name, value] of Object.entries(values)) add(found, name, at, Number(value))
  }
  return found
}

function add(found: Map<string, Growing>, name: string, at: { step: number; epoch: number | null }, value: number) {
  const series = found.get(name) ?? { name, steps: [], epochs: [], values: [] }
  found.set(name, series)
  series.steps.push(at.step)
  series.epochs.push(at.epoch)
  series.values.push(value)
}
