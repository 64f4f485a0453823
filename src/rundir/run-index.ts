import { mkdirSync, readFileSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { sha256 } from '../util/sha256.js'
import { findRuns } from './find-runs.js'
import type { FlatValue } from './flat-config.js'
import { runLayout } from './layout.js'
import { liveStatus } from './live-status.js'
import { type PackedConfigs, packConfigs, unpackConfigs } from './pack-configs.js'
import { isResults, type RecordedResults, type RunRecord, type RunStatus } from './run-record.js'
import { writeFileAtomic } from './write-file.js'

/** What a table of runs needs of one. */
export interface RunSummary {
  /** Relative to the folder that was listed. */
  dir: string
  kind: RunRecord['kind']
  status: RunStatus | 'killed' | 'unreadable'
  started: string
  durationSeconds: number | null
  seed: number | null
  config: Record<string, FlatValue>
  results: RecordedResults | null
}

interface IndexEntry {
  /** Of `run.json`: another one means that the entry says nothing. */
  stamp: string
  summary: RunSummary
}

interface IndexFile {
  version: number
  runs: (Omit<RunSummary, 'config'> & { stamp: string })[]
  packed: PackedConfigs
}

/** Changes whenever an entry's shape does. */
const VERSION = 1

/**
 * Summaries of all runs below a folder. An index in the user's cache (`$XDG_CACHE_HOME/polyhead/runs`) spares reading records
 * that did not change; it is never trusted: an entry counts only while `run.json` has the inode, size and time that it had, and an
 * index that is lost, damaged or of another version is made again.
 */
export function summarizeRuns(folder: string): RunSummary[] {
  const file = indexFile(folder)
  const known = readIndex(file)
  const entries = new Map<string, IndexEntry>()
  let changed = false
  for (const dir of findRuns(folder)) {
    const name = relative(folder, dir) || '.'
    const stamp = stampOf(runLayout(dir).record)
    if (stamp === undefined) continue
    const before = known.get(name)
    const entry = before?.stamp === stamp ? before : { stamp, summary: readSummary(dir, name) }
    changed ||= entry !== before
    entries.set(name, entry)
  }
  if (changed || entries.size !== known.size) writeIndex(file, entries)
  return [...entries.values()].map(({ summary }) => withLiveStatus(summary, folder))
}

function indexFile(folder: string): string {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  return join(cache, 'polyhead', 'runs', `${sha256(folder).slice(0, 16)}.json`)
}

/** Changes with a file; undefined where there is none. */
export function stampOf(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false, bigint: true })
  return stats && `${stats.ino}:${stats.size}:${stats.mtimeNs}`
}

function readIndex(file: string): Map<string, IndexEntry> {
  try {
    const index = JSON.parse(readFileSync(file, 'utf8')) as IndexFile
    if (index.version !== VERSION) return new Map()
    const configs = unpackConfigs(index.packed)
    return new Map(
      index.runs.map(({ stamp, ...rest }, i) => [rest.dir, { stamp, summary: { ...rest, config: configs[i] ?? {} } }]),
    )
  } catch {
    return new Map()
  }
}

function writeIndex(file: string, entries: ReadonlyMap<string, IndexEntry>): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    const all = [...entries.values()]
    const index: IndexFile = {
      version: VERSION,
      runs: all.map(({ stamp, summary: { config, ...rest } }) => ({ stamp, ...rest })),
      packed: packConfigs(all.map(({ summary }) => summary.config)),
    }
    writeFileAtomic(file, JSON.stringify(index))
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
}

/** What a table needs of the run in `dir`, which is shown as `name`. */
export function readSummary(dir: string, name: string): RunSummary {
  try {
    const record = JSON.parse(readFileSync(runLayout(dir).record, 'utf8')) as RunRecord
    const { kind, status, started, durationSeconds, seed, config, results } = record
    const known = { config: config ?? {}, results: isResults(results) ? results : null }
    return { dir: name, kind, status, started, durationSeconds, seed, ...known }
  } catch {
    const nothing = { started: '', durationSeconds: null, seed: null, config: {}, results: null }
    return { dir: name, kind: 'train', status: 'unreadable', ...nothing }
  }
}

/** A run that says it is running may have been killed: only its process tells. */
export function withLiveStatus(summary: RunSummary, folder: string): RunSummary {
  if (summary.status !== 'running') return summary
  try {
    const record = JSON.parse(readFileSync(runLayout(join(folder, summary.dir)).record, 'utf8')) as RunRecord
    return { ...summary, status: liveStatus(record) }
  } catch {
    return summary
  }
}
