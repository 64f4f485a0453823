import { extname } from 'node:path'
import { bareKey, isSweepOverride, parseOverride } from '../../compose/override/index.js'
import { loadYaml } from '../../config/index.js'
import type { Node } from '../../config/node.js'
import { readPlacedRecords } from '../../formats/csv-cells.js'
import { CsvScanner } from '../../formats/csv-scanner.js'
import { counted } from '../../util/counted.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { IrregularFile, readRegular } from '../../util/read-regular.js'
import { shownPath } from '../../util/shown-path.js'
import type { FileSource } from '../../util/source.js'
import { givenIn, isOfResults } from './results-columns.js'
import type { JobOverrides } from './sweeper.js'
import { valueText } from './value-text.js'

/** A point of a file. */
export interface Point {
  point: JobOverrides
  line: number
}

/** The points of a file, and where in it they stand. */
export interface PointsFile {
  points: readonly Point[]
  /** Where a point has an override, by its place in the point: its value, or its key. */
  placeOf(point: Point, override: number, part: 'key' | 'value'): FileSource
}

/** Of a file of points, in bytes. */
const LARGEST = 256 * 2 ** 20

/** @throws ConfigError where the file is not there, or holds something else */
export function readPoints(file: string): PointsFile {
  const shown = shownPath(file)
  let bytes: Buffer
  try {
    bytes = readRegular(file, { largest: LARGEST })
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException
    const isIrregular = cause instanceof IrregularFile
    const message = isIrregular
      ? `'${shown}' ${cause.message}`
      : code === 'ENOENT'
        ? `there is no file '${shown}'`
        : `'${shown}' cannot be read: ${code}`
    throw new ConfigError({ code: 'points-file', path: 'hydra.sweeper.file', message }, { cause })
  }
  if (isUtf16(bytes)) {
    const message = `'${shown}' is written in UTF-16`
    const hint = "save it in UTF-8: as 'CSV UTF-8', not as 'Unicode text'"
    throw new ConfigError({ code: 'points-file', path: 'hydra.sweeper.file', message, hint })
  }
  const text = bytes.toString('utf8')
  return extname(file) === '.csv' ? csvPoints(text, file) : yamlPoints(text, shown)
}

/** By its first bytes, as programs that write it begin. */
function isUtf16(bytes: Buffer): boolean {
  return bytes.length > 1 && [0xfeff, 0xfffe].includes(bytes.readUInt16BE())
}

function csvPoints(text: string, path: string): PointsFile {
  const file = shownPath(path)
  const [first, ...rows] = readPlacedRecords(text, file)
  const header = first?.cells ?? []
  const placeAt = cellFinder(text, file)
  for (const [column, key] of header.entries()) {
    if (key.trim() === '') {
      const message = `the header of column ${column + 1} is empty`
      const hint = "name its key, or delete the column: pandas' to_csv(…, index=False) writes no index"
      throw wrongPoint({ message, source: placeAt(first?.line ?? 1, column), hint })
    }
    atPlace(
      () => parseOverride(`${key}=1`),
      () => placeAt(first?.line ?? 1, column),
      separatorHint(header),
    )
  }
  const given = givenIn(path, header)
  if (!given && isOfResults(header)) {
    const message = 'these are the results of a sweep, and only beside its ledger it is known which columns are keys'
    const hint =
      "delete the columns job, status, dir and those of the numbers that jobs gave, or name the sweep's own file"
    throw wrongPoint({ message, source: placeAt(first?.line ?? 1, 0), hint })
  }
  if (!given) refuseTwice(header, (column) => placeAt(first?.line ?? 1, column))
  const columns = new Map<Point, readonly number[]>()
  const points = rows.map(({ cells: row, line }) => {
    if (row.length === header.length) {
      const own = given ? given(row) : header.map((key, column) => ({ text: `${key}=${row[column]}`, column }))
      if (!own) throw noSuchJob(header, row, (column) => placeAt(line, column))
      const point = own.map(({ text, column }) => {
        return atPlace(
          () => requireOne(text),
          () => placeAt(line, column),
        )
      })
      const made = { point, line }
      if (given)
        columns.set(
          made,
          own.map(({ column }) => column),
        )
      return made
    }
    const message = `the line has ${counted(row.length, 'cell')}, and the header names ${counted(header.length, 'key')}`
    throw wrongPoint({ message, source: placeAt(line, 0), hint: cellsHint(row, header.length) })
  })
  const placeOf: PointsFile['placeOf'] = (point, override, part) => {
    const column = columns.get(point)?.[override] ?? override
    return placeAt(part === 'key' ? (first?.line ?? 1) : point.line, column)
  }
  return { points, placeOf }
}

/** One of the columns would count alone. */
function refuseTwice(header: readonly string[], place: (column: number) => FileSource): void {
  const seen = new Map<string, number>()
  for (const [column, cell] of header.entries()) {
    const key = bareKey(cell)
    const before = seen.get(key)
    if (before !== undefined) {
      const message = `the header names '${key}' twice, in the columns ${before + 1} and ${column + 1}`
      throw wrongPoint({ message, source: place(column), hint: 'delete one of them' })
    }
    seen.set(key, column)
  }
}

/** A table of results says what a job was given by its number. */
function noSuchJob(header: readonly string[], row: readonly string[], place: (column: number) => FileSource) {
  const column = header.indexOf('job')
  const message = `the sweep has no job '${row[column]}'`
  const hint =
    "a row has the number of a job that was given the same but for what you changed: a copy of that job's row"
  return wrongPoint({ message, source: place(column), hint })
}

/** A header of one cell that has other separators in it. */
function separatorHint(header: readonly string[]): string | undefined {
  const [, sign] = (header.length === 1 && /([;\t|])/.exec(header[0] as string)) || []
  return sign && `cells are separated by commas, not by ${sign === '\t' ? 'tabs' : `'${sign}'`}`
}

/** Lists without quotes are what most often has a comma of its own. */
function cellsHint(row: readonly string[], wanted: number): string | undefined {
  if (row.length < wanted) return undefined
  const start = row.findIndex((cell) => cell.startsWith('['))
  const end = row.findIndex((cell, i) => i > start && cell.endsWith(']'))
  const example = start >= 0 && end > start ? row.slice(start, end + 1).join(',') : '[1,2]'
  return `a value with a comma stands in quotes: "${example}"`
}

function yamlPoints(text: string, file: string): PointsFile {
  const root = loadYaml(text, { file })
  if (root.kind !== 'list') {
    throw wrongPoint({ message: 'it must be a list of maps, such as "- optimizer.lr: 0.1"', source: start(file, 1) })
  }
  const nodes = new Map<Point, readonly Node[]>()
  const points = root.items.map((item) => {
    const line = item.source?.kind === 'file' ? item.source.line : 1
    if (item.kind !== 'map')
      throw wrongPoint({
        message: `a point must be a map of keys to values, not ${item.kind}`,
        source: start(file, line),
      })
    const point = { point: Array.from(item.entries, ([key, value]) => `${String(key)}=${valueText(value)}`), line }
    nodes.set(point, [...item.entries.values()])
    return point
  })
  const placeOf: PointsFile['placeOf'] = (point, override, part) => {
    const node = nodes.get(point)?.[override]
    const source = part === 'key' ? node?.keySource : node?.source
    return source?.kind === 'file' ? source : start(file, point.line)
  }
  return { points, placeOf }
}

/** @throws ConfigError where a cell is no value, or several */
function requireOne(text: string): string {
  if (!isSweepOverride(parseOverride(text))) return text
  const message = `'${text}' gives several values, and a point has one`
  const hint = 'a list is written [1,2], and a text with commas in quotes of its own'
  throw wrongPoint({ message, hint })
}

/** What goes wrong is told with its place in the file. */
function atPlace<T>(action: () => T, place: () => FileSource, hint?: string): T {
  try {
    return action()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const placed = (each: Diagnostic) => ({ ...each, source: place(), ...(hint !== undefined && { hint }) })
    throw new ConfigError(error.diagnostics.map(placed), { cause: error })
  }
}

function wrongPoint({ message, ...about }: Pick<Diagnostic, 'message' | 'source' | 'hint'>): ConfigError {
  return new ConfigError({
    code: 'points-file',
    path: 'hydra.sweeper.file',
    message: `hydra.sweeper.file: ${message}`,
    ...about,
  })
}

function start(file: string, line: number): FileSource {
  return { kind: 'file', file, line, column: 1, range: [0, 0] }
}

/** Lines that are looked through for a cell, at most, once the file is known. */
const STRETCH = 64

/** Finds cells by the line on which their record begins: many may be asked for, and most files need none. */
function cellFinder(text: string, file: string): (line: number, column: number) => FileSource {
  let bytes: Buffer | undefined
  let marks: ReadonlyMap<number, CsvScanner> | undefined
  return (line, column) => {
    bytes ??= Buffer.from(text)
    marks ??= marksOf(bytes, file)
    const scanner = marks.get(Math.floor(line / STRETCH))?.fork()
    for (let place = 0; scanner?.next(); place = scanner.last ? 0 : place + 1) {
      if (scanner.recordLine !== line || place !== column) continue
      const begin = scanner.start - Number(scanner.quoted)
      const before = bytes.subarray(begin - (scanner.column - 1), begin).toString()
      const found = bytes.toString('utf8', scanner.start, scanner.end)
      const range = [0, found.length + 2 * Number(scanner.quoted)] as const
      return { kind: 'file', file, line: scanner.line, column: before.length + 1, range }
    }
    return start(file, line)
  }
}

/** Scanners before the first record of each stretch of lines, by its number. */
function marksOf(bytes: Buffer, file: string): Map<number, CsvScanner> {
  const marks = new Map<number, CsvScanner>()
  const scanner = new CsvScanner(bytes, { file })
  for (let mark = scanner.fork(); scanner.next(); mark = scanner.fork()) {
    const stretch = Math.floor(scanner.recordLine / STRETCH)
    if (!marks.has(stretch)) marks.set(stretch, mark)
    while (!scanner.last) scanner.next()
  }
  return marks
}
