import { closeSync, lstatSync, openSync, readdirSync, readFileSync, readSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileFault } from '../schema/file-fault.js'
import { parseJson } from '../util/bounded-json.js'
import { makeFolder } from '../util/make-folder.js'
import { sha256 } from '../util/sha256.js'
import { userCache } from '../util/user-folders.js'
import { findRuns } from './find-runs.js'
import type { FlatValue } from './flat-config.js'
import { NOTES, runLayout } from './layout.js'
import { removeLeftovers } from './leftovers.js'
import { type ListedStatus, listedStatus, liveStatus } from './live-status.js'
import { type PackedConfigs, packConfigs, unpackConfigs } from './pack-configs.js'
import { LARGEST, readRunFile } from './run-file.js'
import { lockOwner } from './run-lock.js'
import { parseRunRecord, type RecordedResults, type RunRecord } from './run-record.js'
import { temporaryOwner, writeFileAtomic } from './write-file.js'

/** What a table of runs needs of one. */
export interface RunSummary {
  /** Relative to the folder that was listed. */
  dir: string
  kind: RunRecord['kind']
  status: ListedStatus | 'killed' | 'unreadable'
  started: string
  /** Of a run that was killed: until the last sign of it. */
  durationSeconds: number | null
  seed: number | null
  config: Record<string, FlatValue>
  results: RecordedResults | null
  /** The run that this one reproduces. */
  reproduces: string | null
}

/** What an index keeps of a run. */
export interface IndexEntry {
  /** Of `run.json`: another one means that the entry says nothing. */
  stamp: string
  summary: RunSummary
}

interface IndexFile {
  version: number
  folder: string
  runs: (Omit<RunSummary, 'config'> & { stamp: string })[]
  packed: PackedConfigs
}

/** Changes whenever an entry's shape does. */
const VERSION = 4

/**
 * Summaries of all runs below a folder. An index in the user's cache (`$XDG_CACHE_HOME/polyhead/runs`) spares reading
 * records that did not change; it is never trusted: an entry counts only while `run.json` has the inode, size and time
 * that it had, and an index that is lost, damaged or of another version is made again.
 */
export function summarizeRuns(folder: string): RunSummary[] {
  return [...indexRuns(folder, findRuns(folder)).values()].map(({ summary }) => withLiveStatus(summary, folder))
}

/** The same by each run's name, as its record says it. @param dirs directories of runs below the folder */
export function indexRuns(folder: string, dirs: readonly string[]): ReadonlyMap<string, IndexEntry> {
  const file = indexFile(folder)
  const known = readIndex(file)
  const entries = new Map<string, IndexEntry>()
  let changed = false
  for (const dir of dirs) {
    const name = relative(folder, dir) || '.'
    const stamp = stampOf(runLayout(dir).record)
    if (stamp === undefined) continue
    const before = known.get(name)
    const entry = before?.stamp === stamp ? before : { stamp, summary: readSummary(dir, name) }
    changed ||= entry !== before
    entries.set(name, entry)
  }
  if (changed || entries.size !== known.size) writeIndex(file, folder, entries)
  return entries
}

function indexFile(folder: string): string {
  return userCache('runs', `${sha256(folder).slice(0, 16)}.json`)
}

/** Changes with a file; undefined where there is none. */
export function stampOf(file: string): string | undefined {
  const stats = lstatSync(file, { throwIfNoEntry: false, bigint: true })
  return stats?.isFile() ? `${stats.ino}:${stats.size}:${stats.mtimeNs}` : undefined
}

function readIndex(file: string): Map<string, IndexEntry> {
  try {
    const index = parseJson(readFileSync(file, 'utf8')) as IndexFile
    if (index.version !== VERSION || fileFault('run-index', index) !== undefined) return new Map()
    const configs = unpackConfigs(index.packed)
    return new Map(
      index.runs.map(({ stamp, ...rest }, i) => [rest.dir, { stamp, summary: { ...rest, config: configs[i] ?? {} } }]),
    )
  } catch {
    return new Map()
  }
}

function writeIndex(file: string, folder: string, entries: ReadonlyMap<string, IndexEntry>): void {
  try {
    makeFolder(dirname(file))
    const all = [...entries.values()]
    const index: IndexFile = {
      version: VERSION,
      folder,
      runs: all.map(({ stamp, summary: { config, ...rest } }) => ({ stamp, ...rest })),
      packed: packConfigs(all.map(({ summary }) => summary.config)),
    }
    const isNew = !lstatSync(file, { throwIfNoEntry: false })
    writeFileAtomic(file, JSON.stringify(index))
    // Others are looked at where a folder is listed for the first time: there are no more of them then.
    if (isNew) removeStale(dirname(file))
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}

/** Removes the indexes of folders that are gone, and those that do not say whose they are. */
function removeStale(indexes: string): void {
  for (const name of readdirSync(indexes)) {
    if (!name.endsWith('.json')) continue
    const file = join(indexes, name)
    try {
      const [, folder] = /^\{"version":\d+,"folder":("(?:[^"\\]|\\.)*")/.exec(startOf(file)) ?? []
      const isThere = folder !== undefined && lstatSync(JSON.parse(folder), { throwIfNoEntry: false })?.isDirectory()
      if (!isThere) rmSync(file, { force: true })
    } catch {
      // One that cannot be looked at, or whose folder cannot, says nothing of the others.
    }
  }
}

/** As much of an index as has its folder. */
function startOf(file: string): string {
  const opened = openSync(file, 'r')
  try {
    const start = Buffer.alloc(LONGEST_START)
    return start.toString('utf8', 0, readSync(opened, start))
  } finally {
    closeSync(opened)
  }
}

/** Bytes: a path has at most 4096, each of which JSON may write in six. */
const LONGEST_START = 2 ** 15

function readRecord(dir: string): RunRecord {
  return parseRunRecord(readRunFile(dir, runLayout(dir).record, LARGEST.record))
}

/** What a table needs of the run in `dir`, which is shown as `name`. */
export function readSummary(dir: string, name: string): RunSummary {
  try {
    const record = readRecord(dir)
    const { kind, started, durationSeconds, seed, config, results, reproduces } = record
    const status = listedStatus(record)
    return { dir: name, kind, status, started, durationSeconds, seed, config, results, reproduces }
  } catch {
    const nothing = { started: '', durationSeconds: null, seed: null, config: {}, results: null, reproduces: null }
    return { dir: name, kind: 'train', status: 'unreadable', ...nothing }
  }
}

/** A run that says it is running may have been killed: only its process tells. */
export function withLiveStatus(summary: RunSummary, folder: string): RunSummary {
  if (summary.status !== 'running') return summary
  const dir = join(folder, summary.dir)
  try {
    const record = readRecord(dir)
    const killed = liveStatus(record) === 'killed'
    if (killed) removeLeftovers(dir)
    const until = killed ? lastSign(dir) : Date.now()
    const since = Date.parse(record.resumes.at(-1)?.at ?? record.started)
    const durationSeconds = (record.durationSeconds ?? 0) + Math.max(0, until - since) / 1000
    return { ...summary, durationSeconds, ...(killed && { status: 'killed' as const }) }
  } catch {
    return summary
  }
}

/** What others than the run itself write into its directory. */
const OF_OTHERS: readonly string[] = [NOTES, basename(runLayout('').report)]

/**
 * When the run itself wrote a file for the last time, in ms. A folder tells of what is taken out of it, too, and so do
 * files that a killed process was just writing: those are cleared away by whoever looks.
 */
function lastSign(dir: string, depth = 2): number {
  return readdirSync(dir, { withFileTypes: true }).reduce((latest, entry) => {
    const { name } = entry
    if (OF_OTHERS.includes(name) || lockOwner(name) || temporaryOwner(name)) return latest
    const path = join(dir, name)
    if (entry.isDirectory()) return depth > 0 ? Math.max(latest, lastSign(path, depth - 1)) : latest
    return Math.max(latest, lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  }, 0)
}
