import { readCell } from '../formats/csv-cells.js'
import { parseNumber } from '../formats/csv-number.js'
import { CsvScanner, readRecord } from '../formats/csv-scanner.js'

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
  const whole = content.subarray(0, content.lastIndexOf('\n') + 1)
  const scanner = new CsvScanner(whole, { file })
  const names = (readRecord(scanner) ?? []).map(readCell)
  const [step, epoch] = [names.indexOf('step'), names.indexOf('epoch')]
  const columns: (Growing | undefined)[] = []
  const row = new Float64Array(names.length)
  const filled: number[] = []
  for (let column = 0; scanner.next(); column++) {
    if (scanner.end > scanner.start && column < names.length) {
      row[column] = numberOf(whole, scanner.start, scanner.end)
      filled.push(column)
    }
    if (!scanner.last) continue
    const at = {
      step: filled.includes(step) ? (row[step] as number) : 0,
      epoch: filled.includes(epoch) ? (row[epoch] as number) : null,
    }
    for (const place of filled) {
      if (place === step || place === epoch) continue
      columns[place] ??= seriesOf(found, names[place] as string)
      add(columns[place], at, row[place] as number)
    }
    filled.length = 0
    column = -1
  }
  return found
}

/** Bytes of a number that is read without making a string. */
const SHORT = 16

function numberOf(bytes: Buffer, start: number, end: number): number {
  const value = end - start <= SHORT ? parseNumber(bytes, start, end) : Number.NaN
  // What is long, or not finite.
  return Number.isNaN(value) ? Number(bytes.toString('latin1', start, end)) : value
}

/** What the lines of a JSONLinesLogger hold; one that is still being written is left out. */
export function readMetricsLines(content: Buffer): Map<string, MetricSeries> {
  const found = new Map<string, Growing>()
  const text = content.toString('utf8', 0, content.lastIndexOf('\n') + 1)
  for (const line of text.split('\n').slice(0, -1)) {
    const { step, epoch = null, ...values } = JSON.parse(line) as Record<string, number | string>
    const at = { step: Number(step), epoch: epoch === null ? null : Number(epoch) }
    // Numbers that JSON lacks are strings.
    for (const [name, value] of Object.entries(values)) add(seriesOf(found, name), at, Number(value))
  }
  return found
}

function seriesOf(found: Map<string, Growing>, name: string): Growing {
  const series = found.get(name) ?? { name, steps: [], epochs: [], values: [] }
  found.set(name, series)
  return series
}

function add(series: Growing, at: { step: number; epoch: number | null }, value: number) {
  series.steps.push(at.step)
  series.epochs.push(at.epoch)
  series.values.push(value)
}
