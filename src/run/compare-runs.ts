import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCsvRecords } from '../formats/csv-cells.js'
import { readSafetensors } from '../formats/safetensors.js'
import { type RunLayout, runLayout } from '../rundir/layout.js'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { sha256OfFile } from '../util/sha256.js'
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
  /** What was compared. */
  compared: 'metrics and weights' | 'test results'
  /** `identical`: every metric and every weight, bit for bit; `close`: none further apart than the tolerance. */
  verdict: 'identical' | 'close' | 'differs'
  /** The largest absolute difference of any two numbers. */
  maxDifference: number
  /** The first difference beyond the tolerance, else the first at all. */
  firstDifference: Difference | undefined
  /** What differs in the circumstances, and may explain it. */
  environment: EnvironmentDifference[]
  /** Files of the first run that are not what it wrote, by their checksums. */
  altered: string[]
}

/**
 * Compares what two runs computed: metrics row by row, test results, and weights; and what they ran on.
 * @param tolerance how far apart two numbers may be to count as close
 * @throws ConfigError where one of them has nothing to compare
 */
export function compareRuns(firstDir: string, secondDir: string, tolerance = 0): Comparison {
  const found = new Findings(tolerance)
  const [first, second] = [runLayout(firstDir), runLayout(secondDir)]
  for (const file of ['metrics', 'accuracy', 'loss'] as const) compareTables(first, second, file, found)
  compareWeights(first.finalWeights, second.finalWeights, found)
  const record = readRunRecord(firstDir)
  const environment = environmentDifferences(record, readRunRecord(secondDir))
  return {
    compared: 'metrics and weights',
    ...found.judge(),
    environment,
    altered: alteredFiles(firstDir, record.files),
  }
}

/**
 * Compares the test results of a run with those that lie in another folder, such as one of Hydra's; null where there are none.
 * @param tolerance how far apart two numbers may be to count as close
 */
export function compareResults(firstDir: string, secondDir: string, tolerance = 0): Comparison | null {
  const found = new Findings(tolerance)
  const [first, second] = [runLayout(firstDir), runLayout(secondDir)]
  const files = (['accuracy', 'loss'] as const).filter((file) => existsSync(first[file]))
  if (files.length === 0) return null
  for (const file of files) compareTables(first, second, file, found)
  return { compared: 'test results', ...found.judge(), environment: [], altered: [] }
}

function alteredFiles(dir: string, files: Readonly<Record<string, string>>): string[] {
  return Object.entries(files).flatMap(([file, hash]) => (sha256OfFile(join(dir, file)) === hash ? [] : [file]))
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

const NAMES = { metrics: 'metrics.csv', accuracy: 'results/acc.csv', loss: 'results/loss_cls.csv' } as const

function compareTables(first: RunLayout, second: RunLayout, file: keyof typeof NAMES, found: Findings): void {
  const [a, b] = [first[file], second[file]].map(readTable) as [string[][], string[][]]
  const header = a[0] ?? []
  const stepColumn = header.indexOf('step')
  const columns = new Map((b[0] ?? []).map((name, index) => [name, index]))
  for (const name of header) {
    if (!columns.has(name)) {
      const where = `${NAMES[file]}, header`
      found.add({ where, what: name, first: 'present', second: 'absent' }, Number.POSITIVE_INFINITY)
    }
  }
  for (let row = 1; row < Math.max(a.length, b.length); row++) {
    const step = a[row]?.[stepColumn]
    const where = `${NAMES[file]}, line ${row + 1}${step ? `, step ${step}` : ''}`
    const [left, right] = [a[row], b[row]]
    if (!left || !right) {
      const say = (cells: string[] | undefined) => (cells ? 'a row' : 'no row')
      found.add({ where, what: 'rows', first: say(left), second: say(right) }, Number.POSITIVE_INFINITY)
      return
    }
    for (const [index, name] of header.entries()) {
      const x = left[index] ?? ''
      const y = right[columns.get(name) ?? -1] ?? ''
      if (x !== y)
        found.add(
          { where, what: name, first: x, second: y },
          Math.abs(Number(x || Number.NaN) - Number(y || Number.NaN)),
        )
    }
  }
}

function readTable(file: string): string[][] {
  return [...readCsvRecords(readFile(file), file)]
}

function compareWeights(first: string, second: string, found: Findings): void {
  const [x, y] = [readFile(first), readFile(second)]
  if (x.equals(y)) return
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

function readFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new ConfigError({
      code: 'nothing-to-compare',
      path: '',
      message: `'${file}' is missing: only a run that came to its end can be compared`,
    })
  }
}
