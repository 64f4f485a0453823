import { extname, resolve } from 'node:path'
import { expandSweep } from '../../compose/expand-sweep.js'
import { isSweepOverride, parseOverride } from '../../compose/override/index.js'
import { loadYaml } from '../../config/index.js'
import { readPlacedRecords } from '../../formats/csv-cells.js'
import { ConfigError } from '../../util/diagnostic.js'
import { IrregularFile, readRegular } from '../../util/read-regular.js'
import { shownPath } from '../../util/shown-path.js'
import { PlannedSweeper } from './planned-sweeper.js'
import type { JobOverrides, SweepSpace } from './sweeper.js'
import { valueText } from './value-text.js'

export interface ListSweeperParams {
  /** A CSV file whose header names the keys, or a YAML list of maps. */
  file: string
  /** Sweeps by key: each point is run with every combination of them. Default: none. */
  params?: Readonly<Record<string, string>> | null
}

/** Runs the points of a file, in its order. */
export class ListSweeper extends PlannedSweeper {
  readonly #file: string
  readonly #params: Readonly<Record<string, string>>
  #points: readonly Point[] = []
  #cwd = ''

  constructor({ file, params }: ListSweeperParams) {
    super()
    this.#file = file
    this.#params = params ?? {}
  }

  protected jobs({ overrides, repository, cwd }: SweepSpace): readonly JobOverrides[] {
    const others = expandSweep({ overrides, params: this.#params, repository })
    this.#cwd = cwd
    this.#points = readPoints(resolve(cwd, this.#file))
    return this.#points.flatMap(({ point }) => others.map((other) => [...point, ...other]))
  }

  lineOf(job: JobOverrides): string | undefined {
    const own = new Set(job)
    let found: Point | undefined
    // Of points with some keys alone, the one that has most of the job.
    for (const each of this.#points) {
      const isMore = each.point.length > (found?.point.length ?? 0)
      if (isMore && each.point.every((text) => own.has(text))) found = each
    }
    return found && `${shownPath(this.#file, this.#cwd)}:${found.line}`
  }

  protected whyEmpty(): string[] {
    return [`'${this.#file}' has no points`]
  }
}

/** Of a file of points, in bytes. */
const LARGEST = 256 * 2 ** 20

/** A point of a file. */
interface Point {
  point: JobOverrides
  line: number
}

/** The overrides of each point of a file. @throws ConfigError where it is not there, or holds something else */
function readPoints(file: string): Point[] {
  let text: string
  try {
    text = readRegular(file, { largest: LARGEST }).toString('utf8')
  } catch (cause) {
    const shown = shownPath(file)
    const { code = String(cause) } = cause as NodeJS.ErrnoException
    const isIrregular = cause instanceof IrregularFile
    const message = isIrregular
      ? `'${shown}' ${cause.message}`
      : code === 'ENOENT'
        ? `there is no file '${shown}'`
        : `'${shown}' cannot be read: ${code}`
    throw new ConfigError({ code: 'points-file', path: 'hydra.sweeper.file', message }, { cause })
  }
  return extname(file) === '.csv' ? csvPoints(text, file) : yamlPoints(text, file)
}

function csvPoints(text: string, file: string): Point[] {
  const [first, ...rows] = readPlacedRecords(text, shownPath(file))
  const header = first?.cells ?? []
  return rows.map(({ cells: row, line }) => {
    if (row.length === header.length) {
      const point = header.map((key, column) => requireOne(`${key}=${row[column]}`, `${shownPath(file)}:${line}`))
      return { point, line }
    }
    throw wrongPoint(file, line, `it has ${row.length} cells, and the header names ${header.length} keys`)
  })
}

/** @throws ConfigError where a cell is no value, or several */
function requireOne(text: string, origin: string): string {
  const override = parseOverride(text, { origin })
  if (!isSweepOverride(override)) return text
  const message = `hydra.sweeper.file: '${text}' gives several values, and a point has one`
  const hint = 'a list is written [1,2], and a text with commas in quotes of its own'
  throw new ConfigError({ code: 'points-file', path: 'hydra.sweeper.file', message, source: override.source, hint })
}

function yamlPoints(text: string, file: string): Point[] {
  const root = loadYaml(text, { file: shownPath(file) })
  if (root.kind !== 'list') throw wrongPoint(file, 1, 'it must be a list of maps, such as "- optimizer.lr: 0.1"')
  return root.items.map((item) => {
    const line = item.source?.kind === 'file' ? item.source.line : 1
    if (item.kind !== 'map') throw wrongPoint(file, line, `a point must be a map of keys to values, not ${item.kind}`)
    return { point: Array.from(item.entries, ([key, value]) => `${String(key)}=${valueText(value)}`), line }
  })
}

function wrongPoint(file: string, line: number, message: string): ConfigError {
  return new ConfigError({
    code: 'points-file',
    path: 'hydra.sweeper.file',
    message,
    source: { kind: 'file', file: shownPath(file), line, column: 1, range: [0, 0] },
  })
}
