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
  /** When each value was logged: ms since 1970, NaN where that is not known. Not there where no time is known. */
  readonly times?: readonly number[]
  /** One a step and epoch of these. */
  readonly values: readonly number[]
}

interface Growing extends MetricSeries {
  readonly steps: number[]
  readonly epochs: (number | null)[]
  readonly times?: number[]
  readonly values: number[]
}

/**
 * What a table of a CSVLogger holds; a row that is still being written is left out.
 * @param rowTimes when each row was logged
 */
export function readMetricsTable(content: Buffer, file: string, rowTimes?: Float64Array): Map<string, MetricSeries> {
  const found = new Map<string, Growing>()
  const whole = content.subarray(0, content.lastIndexOf('\n') + 1)
  const scanner = new CsvScanner(whole, { file })
  const names = (readRecord(scanner) ?? []).map(readCell)
  const [step, epoch] = [names.indexOf('step'), names.indexOf('epoch')]
  const columns: (Growing | undefined)[] = []
  const row = new Float64Array(names.length)
  const filled: number[] = []
  let rows = 0
  for (let column = 0; scanner.next(); column++) {
    if (scanner.end > scanner.start && column < names.length) {
      row[column] = numberOf(whole, scanner.start, scanner.end)
      filled.push(column)
    }
    if (!scanner.last) continue
    const at = {
      step: filled.includes(step) ? (row[step] as number) : 0,
      epoch: filled.includes(epoch) ? (row[epoch] as number) : null,
      time: rowTimes && (rowTimes[rows] ?? Number.NaN),
    }
    rows++
    for (const place of filled) {
      if (place === step || place === epoch) continue
      columns[place] ??= seriesOf(found, names[place] as string, rowTimes)
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

/** The same of the lines of a JSONLinesLogger. */
export function readMetricsLines(content: Buffer, rowTimes?: Float64Array): Map<string, MetricSeries> {
  const found = new Map<string, Growing>()
  const text = content.toString('utf8', 0, content.lastIndexOf('\n') + 1)
  for (const [row, line] of text.split('\n').slice(0, -1).entries()) {
    const { step, epoch = null, ...values } = JSON.parse(line) as Record<string, number | string>
    const time = rowTimes && (rowTimes[row] ?? Number.NaN)
    const at = { step: Number(step), epoch: epoch === null ? null : Number(epoch), time }
    // Numbers that JSON lacks are strings.
    for (const [name, value] of Object.entries(values)) add(seriesOf(found, name, rowTimes), at, Number(value))
  }
  return found
}

function seriesOf(found: Map<string, Growing>, name: string, rowTimes: Float64Array | undefined): Growing {
  const series = found.get(name) ?? { name, steps: [], epochs: [], ...(rowTimes && { times: [] }), values: [] }
  found.set(name, series)
  return series
}

interface RowPlace {
  step: number
  epoch: number | null
  time: number | undefined
}

function add(series: Growing, at: RowPlace, value: number) {
  series.steps.push(at.step)
  series.epochs.push(at.epoch)
  if (at.time !== undefined) series.times?.push(at.time)
  series.values.push(value)
}
