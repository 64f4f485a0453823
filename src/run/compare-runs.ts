import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { columnHere } from '../dialects/in-own-words.js'
import { readCsvRecords } from '../formats/csv-cells.js'
import { readSafetensors } from '../formats/safetensors.js'
import { runLayout } from '../rundir/layout.js'
import { hashRunFile, LARGEST, RunFileError, readRunFile } from '../rundir/run-file.js'
import { type RecordedResults, type RunRecord, readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { isWithin } from './confine.js'
import { type EnvironmentDifference, environmentDifferences } from './environment-differences.js'

/** Where two runs first part. */
export interface Difference {
  /** `metrics.csv, line 12, step 10`, or `weights backbone.fc.0.weight`. */
  where: string
  what: string
  first: string
  second: string
}

export interface Comparison {
  /** What was compared: `metrics and weights`. */
  compared: string
  /** `identical`: every metric and every weight, bit for bit; `close`: none further apart than the tolerance. */
  verdict: 'identical' | 'close' | 'differs'
  /** The largest absolute difference of any two numbers. */
  maxDifference: number
  /** The first difference beyond the tolerance, else the first at all. */
  firstDifference: Difference | undefined
  /** What differs in the circumstances, and may explain it. */
  environment: EnvironmentDifference[]
  /** Whether the first tells its circumstances: what another program wrote does not. */
  isRecorded: boolean
  /** Files of the first run that are not what it wrote, by their checksums. */
  altered: string[]
}

/** What a run left that another can be compared with. */
export interface Comparable {
  dir: string
  record: RunRecord
  /** Tables, relative to the directory, in the order in which they are compared. */
  tables: string[]
}

/**
 * What a run left to compare with.
 * @throws ConfigError where a file of it is gone
 */
export function comparable(dir: string): Comparable {
  const record = readRunRecord(dir)
  const tables = Object.keys(record.files).filter((file) => file.endsWith('.csv') && isWithin(join(dir, file), dir))
  const weights = relative(dir, runLayout(dir).finalWeights)
  const gone = [...tables, weights].filter((file) => !existsSync(join(dir, file)))
  if (gone.length === 0) {
    // What cannot be read is told before the run is run again.
    for (const file of tables) {
      const rows = tableRows(dir, file)
      while (nextRow(rows));
    }
    readSafetensors(readRunFile(dir, weights, LARGEST.whole), join(dir, weights))
    return { dir, record, tables }
  }
  throw new ConfigError(
    gone.map((file) => ({
      code: 'nothing-to-compare',
      path: '',
      message: `'${join(dir, file)}' is missing: the run cannot be compared with another`,
      hint: 'restore the file',
    })),
  )
}

/**
 * Compares what two runs computed: metrics row by row, test results, and weights; and what they ran on.
 * @param tolerance how far apart two numbers may be to count as close
 */
export function compareRuns(first: Comparable, secondDir: string, tolerance = 0): Comparison {
  const found = new Findings(tolerance)
  for (const file of first.tables) compareTables(first.dir, secondDir, file, found)
  const second = readRunRecord(secondDir)
  compareRecordedResults(first.record, second, found)
  compareWeights(first.dir, secondDir, found)
  const logged = first.tables.some((file) => nextRow(tableRows(first.dir, file))?.includes('step'))
  return {
    compared: `${logged ? 'metrics' : 'results'} and weights`,
    ...found.judge(),
    environment: environmentDifferences(first.record, second),
    isRecorded: true,
    altered: alteredFiles(first.dir, first.record.files),
  }
}

/**
 * Compares the test results of a run with those that lie in another folder, such as one of Hydra's; null where there
 * are none.
 * @param tolerance how far apart two numbers may be to count as close
 */
export function compareResults(firstDir: string, secondDir: string, tolerance = 0): Comparison | null {
  const found = new Findings(tolerance)
  const { accuracy, loss } = runLayout(firstDir)
  const files = [accuracy, loss].filter((file) => existsSync(file)).map((file) => relative(firstDir, file))
  if (files.length === 0) return null
  for (const file of files) compareTables(firstDir, secondDir, file, found, columnHere)
  return { compared: 'test results', ...found.judge(), environment: [], isRecorded: false, altered: [] }
}

function alteredFiles(dir: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([file, hash]) => (hashOf(dir, file) === hash ? [] : [file]))
}

/** Undefined where there is no such file, or none that is read. */
function hashOf(dir: string, file: string): string | undefined {
  try {
    return hashRunFile(dir, file)
  } catch (error) {
    if (error instanceof RunFileError) return undefined
    throw error
  }
}

class Findings {
  max = 0
  any: Difference | undefined
  beyond: Difference | undefined

  constructor(readonly tolerance: number) {}

  get exact(): boolean {
    return this.any === undefined
  }

  judge(): Pick<Comparison, 'verdict' | 'maxDifference' | 'firstDifference'> {
    const verdict = this.exact ? 'identical' : this.beyond ? 'differs' : 'close'
    return { verdict, maxDifference: this.max, firstDifference: this.beyond ?? this.any }
  }

  add(difference: Difference, distance: number): void {
    // NaN beside a number is as far as can be.
    const far = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : distance
    this.max = Math.max(this.max, far)
    this.any ??= difference
    if (far > this.tolerance) this.beyond ??= difference
  }
}

/** @param nameHere what the second table calls a column of the first, where it calls it otherwise */
function compareTables(
  firstDir: string,
  secondDir: string,
  file: string,
  found: Findings,
  nameHere: (column: string) => string | undefined = () => undefined,
): void {
  if (!existsSync(join(secondDir, file))) {
    found.add({ where: file, what: 'file', first: 'present', second: 'absent' }, Number.POSITIVE_INFINITY)
    return
  }
  const [a, b] = [tableRows(firstDir, file), tableRows(secondDir, file)]
  const [header = [], otherHeader = []] = [nextRow(a), nextRow(b)]
  const stepColumn = header.indexOf('step')
  const columns = new Map(otherHeader.map((name, index) => [name, index]))
  const placeOf = (name: string) => columns.get(name) ?? columns.get(nameHere(name) ?? name)
  for (const name of header) {
    if (placeOf(name) === undefined) {
      const where = `${file}, header`
      found.add({ where, what: name, first: 'present', second: 'absent' }, Number.POSITIVE_INFINITY)
    }
  }
  for (let row = 2; ; row++) {
    const [left, right] = [nextRow(a), nextRow(b)]
    if (!left && !right) return
    const step = left?.[stepColumn]
    const where = `${file}, line ${row}${step ? `, step ${step}` : ''}`
    if (!left || !right) {
      const say = (cells: string[] | undefined) => (cells ? 'a row' : 'no row')
      found.add({ where, what: 'rows', first: say(left), second: say(right) }, Number.POSITIVE_INFINITY)
      return
    }
    for (const [index, name] of header.entries()) {
      const x = left[index] ?? ''
      const y = right[placeOf(name) ?? -1] ?? ''
      if (x !== y)
        found.add(
          { where, what: name, first: x, second: y },
          Math.abs(Number(x || Number.NaN) - Number(y || Number.NaN)),
        )
    }
  }
}

/** What `run.json` says of the test. */
function compareRecordedResults(first: RunRecord, second: RunRecord, found: Findings): void {
  const [a, b] = [flatResults(first.results), flatResults(second.results)]
  for (const [what, x] of a) {
    const y = b.get(what)
    if (Object.is(x, y)) continue
    const difference = { where: 'results in run.json', what, first: String(x), second: String(y) }
    found.add(difference, Math.abs((x ?? Number.NaN) - (y ?? Number.NaN)))
  }
}

function flatResults(results: RecordedResults | null): Map<string, number | null> {
  if (!results) return new Map()
  const byTask = (['acc', 'loss_cls'] as const).flatMap((key) =>
    Object.entries(results[key]).map(([task, value]) => [`${key} of task ${task}`, value] as const),
  )
  const others = (results.measures ?? []).flatMap(({ name, tasks }) =>
    Object.entries(tasks).map(([task, value]) => [`${name} of task ${task}`, value] as const),
  )
  return new Map([['avg_acc', results.avg_acc], ['avg_loss_cls', results.avg_loss_cls], ...byTask, ...others])
}

/** Its rows are taken one by one: all of them would take a multiple of the file's size. */
function tableRows(dir: string, file: string): Iterator<string[], void> {
  return readCsvRecords(readRunFile(dir, file, LARGEST.state), join(dir, file))
}

function nextRow(rows: Iterator<string[], void>): string[] | undefined {
  const { done, value } = rows.next()
  return done ? undefined : (value as string[])
}

function compareWeights(firstDir: string, secondDir: string, found: Findings): void {
  const [first, second] = [runLayout(firstDir).finalWeights, runLayout(secondDir).finalWeights]
  if (hashRunFile(firstDir, first) === hashRunFile(secondDir, second)) return
  const [x, y] = [readRunFile(firstDir, first, LARGEST.whole), readRunFile(secondDir, second, LARGEST.whole)]
  const [a, b] = [readSafetensors(x, first).tensors, readSafetensors(y, second).tensors]
  for (const name of new Set([...a.keys(), ...b.keys()])) {
    const [left, right] = [a.get(name), b.get(name)]
    const where = `weights ${name}`
    if (!left || !right || String(left.shape) !== String(right.shape)) {
      const say = (tensor: typeof left) => (tensor ? `[${tensor.shape}]` : 'absent')
      found.add({ where, what: 'shape', first: say(left), second: say(right) }, Number.POSITIVE_INFINITY)
      continue
    }
    for (let i = 0; i < left.data.length; i++) {
      const [u, v] = [left.data[i] as number, right.data[i] as number]
      if (Object.is(u, v)) continue
      const distance = Math.abs(Number(u) - Number(v))
      found.add({ where, what: `element ${i}`, first: String(u), second: String(v) }, distance)
    }
  }
}
