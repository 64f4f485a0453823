import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { readRunFile } from '../rundir/run-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { isMap } from '../util/is-map.js'
import { shownPath } from '../util/shown-path.js'
import type { JobMetrics } from './job-document.js'
import { type Definition, isDefinition, isInstant } from './sweep-file.js'

/** What a line of the ledger tells, beside when and by whom it was written. */
export type LedgerEvent =
  /** The first line: what the sweep is, and a checksum of each of its configs. */
  | { event: 'defined'; definition: Definition; files: Readonly<Record<string, string>> }
  /** More jobs for a sweep that was there: these overrides take the place of its own. */
  | { event: 'added'; overrides: readonly string[] }
  /** A process went on with the sweep. */
  | { event: 'resumed' }
  /** `dir` is the job's directory, relative to the sweep's where it lies in it. */
  | { event: 'proposed'; num: number; overrides: readonly string[]; dir: string }
  | { event: 'started'; num: number; attempt: number; worker: string }
  | { event: 'reported'; num: number; step: number; metrics: JobMetrics }
  | ({ event: 'done' | 'pruned'; num: number } & RecordedOutcome)
  | { event: 'failed'; num: number; error: string; log: string | null }
  /** Its process is gone, or was told to stop: it is to be run again. */
  | { event: 'lost' | 'interrupted'; num: number; error: string }

/** What is kept of a job that ended well. */
export interface RecordedOutcome {
  summary: string
  /** What it gave back, as JSON. */
  value: unknown
  metrics: JobMetrics
}

/** A line: what happened, when, and which process says so. */
export type LedgerLine = LedgerEvent & { time: string; host: string; pid: number }

const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | constants.O_NOFOLLOW
/** Lines that are written together at most. */
const TOGETHER = 1000
/** Of a ledger that is read: bytes. */
const LARGEST = 2 ** 29

/** The ledger of a sweep, to be written to. Each line is in the file when `append` returns. */
export class Ledger {
  readonly #fd: number

  /** Opens it; a line of which a killed process wrote a part is cut off. */
  constructor(path: string) {
    this.#fd = openSync(path, APPEND, 0o666)
    cutTornLine(this.#fd)
  }

  append(...events: readonly LedgerEvent[]): void {
    const about = { time: new Date().toISOString(), host: hostname(), pid: process.pid }
    for (let at = 0; at < events.length; at += TOGETHER) {
      const lines = events.slice(at, at + TOGETHER).map((event) => `${JSON.stringify({ ...event, ...about })}\n`)
      const bytes = Buffer.from(lines.join(''))
      for (let written = 0; written < bytes.length; ) written += writeSync(this.#fd, bytes, written)
    }
  }

  close(): void {
    fsyncSync(this.#fd)
    closeSync(this.#fd)
  }
}

function cutTornLine(fd: number): void {
  const { size } = fstatSync(fd)
  const tail = Buffer.alloc(Math.min(size, 2 ** 20))
  readSync(fd, tail, 0, tail.length, size - tail.length)
  const end = tail.lastIndexOf(10) + 1
  if (end < tail.length) ftruncateSync(fd, size - tail.length + end)
}

/** All whole lines of a ledger. @throws ConfigError where it cannot be read, or holds what is no line of a ledger */
export function readLedger(path: string): LedgerLine[] {
  const bytes = readRunFile(dirname(path), path, LARGEST)
  const lines: LedgerLine[] = []
  let number = 0
  // Line by line: all of it may be longer than a string can be.
  for (let start = 0, end = bytes.indexOf(10); end >= 0; start = end + 1, end = bytes.indexOf(10, start)) {
    number++
    if (end === start) continue
    const line = parsedLine(bytes.toString('utf8', start, end))
    if (!line) throw damaged(path, number)
    lines.push(line)
  }
  return lines
}

function parsedLine(text: string): LedgerLine | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return isLine(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function damaged(path: string, line: number): ConfigError {
  return new ConfigError({
    code: 'damaged-ledger',
    path: '',
    message: `line ${line} of '${shownPath(path)}' is not a line of a sweep's ledger`,
    hint: 'a ledger is only ever added to: take back what was changed in it',
    source: { kind: 'file', file: shownPath(path), line, column: 1, range: [0, 0] },
  })
}

type Is = (value: unknown) => boolean

const isText: Is = (value) => typeof value === 'string'
const isCount: Is = (value) => Number.isSafeInteger(value) && (value as number) >= 0
const isPath: Is = (value) => typeof value === 'string' && !value.includes('\0')
const areTexts: Is = (value) => Array.isArray(value) && value.every(isText)
const isMapOf = (is: Is, value: unknown) => isMap(value) && Object.values(value).every(is)
/** What JSON lacks is null. */
const isMetrics: Is = (value) => isMapOf((each) => each === null || typeof each === 'number', value)
const isTime: Is = (value) => isText(value) && isInstant(value as string)

/** What each event's line holds beside who wrote it. */
const EVENTS: Readonly<Record<LedgerEvent['event'], Readonly<Record<string, Is>>>> = {
  defined: { definition: isDefinition, files: (value) => isMapOf(isText, value) },
  added: { overrides: areTexts },
  resumed: {},
  proposed: { num: isCount, overrides: areTexts, dir: isPath },
  started: { num: isCount, attempt: isCount, worker: isText },
  reported: { num: isCount, step: Number.isFinite, metrics: isMetrics },
  done: { num: isCount, summary: isText, metrics: isMetrics },
  pruned: { num: isCount, summary: isText, metrics: isMetrics },
  failed: { num: isCount, error: isText },
  lost: { num: isCount, error: isText },
  interrupted: { num: isCount, error: isText },
}

function isLine(value: unknown): value is LedgerLine {
  if (typeof value !== 'object' || value === null) return false
  const line = value as Readonly<Record<string, unknown>>
  const { event, time } = line
  if (typeof event !== 'string' || !Object.hasOwn(EVENTS, event) || !isTime(time)) return false
  return Object.entries(EVENTS[event as LedgerEvent['event']]).every(([key, is]) => is(line[key]))
}
