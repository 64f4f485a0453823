import { readdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileFault } from '../schema/file-fault.js'
import { parseJson } from '../util/bounded-json.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { secretsMask } from '../util/mask-secrets.js'
import { nearestBeside } from '../util/nearest-beside.js'
import { packageRoot } from '../util/package-root.js'
import { shortList } from '../util/short-list.js'
import { shownPath } from '../util/shown-path.js'
import { statPath } from '../util/stat-path.js'
import { polyheadVersion, readPackage } from '../util/version.js'
import { findRuns } from './find-runs.js'
import type { FlatValue } from './flat-config.js'
import { type GitState, readWorkTree } from './git.js'
import { runLayout, SWEEP } from './layout.js'
import { type PlatformFacts, platformFacts } from './platform.js'
import { LARGEST, RunFileError, readRunFile } from './run-file.js'
import { holdsSecret } from './secrets.js'
import { writeFileAtomic } from './write-file.js'

/** How a run stands, as its record says. */
export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted'

/** What a run measured on the test rows. */
export interface RecordedResults {
  /** Null where no task that has classes has test rows. */
  avg_acc: number | null
  avg_loss_cls: number | null
  /** By task id; of tasks that have classes or labels. */
  acc: Record<string, number>
  loss_cls: Record<string, number>
  /** What other metrics found; missing: there are none. */
  measures?: RecordedMeasure[]
}

/** A metric's figures of a test, by task id. */
export interface RecordedMeasure {
  name: string
  better: 'higher' | 'lower'
  tasks: Record<string, number>
}

/** The weights that a run tested, where it trained none of its own. */
export interface ParentRun {
  dir: string
  /** The file of the weights, relative to the parent's directory. */
  weights: string
  sha256: string
}

/** `run.json`: what a run was made of, and how it ended. `schemas/run.schema.json` describes it. */
export interface RunRecord {
  /** `eval` tests the weights of its parent. */
  kind: 'train' | 'eval'
  status: RunStatus
  /** Why it ended, where it did not end well. */
  exitReason: string | null
  /** ISO 8601, UTC. */
  started: string
  ended: string | null
  durationSeconds: number | null
  /** The process that runs it. If it is gone while the record says that the run is running, the run was killed. */
  process: { pid: number; host: string }
  /** Arguments as they were typed; values of secret environment variables are masked. */
  command: string[]
  overrides: string[]
  /** Where its `hydra.yaml` lies, in its directory; null: nowhere; missing: of an earlier version, `.hydra`. */
  hydraFolder?: string | null
  /** Every value of `config.resolved.yaml` under its dotted key, so that runs can be listed by one file each. */
  config: Record<string, FlatValue>
  versions: Record<string, string>
  platform: PlatformFacts
  backend: Record<string, unknown> | null
  git: RecordedGit | null
  seed: number | null
  trainTasks: number[]
  evalTasks: number[]
  data: { name: string; sha256: string; rows: number }[]
  /** sha256 of the weights that the network began with, by the key that names them; missing: of an earlier version. */
  warmStart?: Record<string, string>
  /** By task id: names of its classes, where its data have names. */
  classNames: Record<string, string[]>
  /** sha256 of each file that reproducing compares, by its path in the directory. */
  files: Record<string, string>
  results: RecordedResults | null
  /** After how many training batches a time ended training: `trainer.max_time`, or a Timer; missing: none did. */
  timedOutAfter?: number
  /** After how many epochs the sweep ended it early; missing: it did not. */
  prunedAfter?: number
  /** What stands for the clock of a reproduction: after how many batches the original's time was over; null: never. */
  recordedTime?: { endedAfter: number | null }
  /** The run that this one reproduces. */
  reproduces: string | null
  parent: ParentRun | null
  /** Each time that it went on after it was stopped. */
  resumes: RecordedResume[]
}

/** How a run went on after it was stopped. */
export interface RecordedResume {
  /** ISO 8601, UTC. */
  at: string
  /** How it had ended; `running`: it was killed. */
  after: RunStatus
  reason: string | null
  /** The optimizer step from which it went on; null: it began anew, because no checkpoint was there. */
  step: number | null
  /** What was changed then. */
  overrides?: string[]
}

/** The state of the work tree, and where its diff was saved. */
export interface RecordedGit extends GitState {
  /** `git.diff` in the run's directory, or null where it was not saved. */
  diffFile: string | null
  /** Why a diff was not saved. */
  diffOmitted: string | null
}

/** Versions of polyhead, Node, V8 and of each dependency that is installed. */
export function versions(): Record<string, string> {
  const own = readPackage(packageRoot)
  const found: Record<string, string> = {
    polyhead: polyheadVersion(),
    node: process.versions.node,
    v8: process.versions.v8,
  }
  for (const name of Object.keys({ ...own?.dependencies, ...own?.optionalDependencies }).sort()) {
    for (let folder = packageRoot; ; folder = join(folder, '..')) {
      const version = readPackage(join(folder, 'node_modules', name))?.version
      if (version) found[name] = version
      if (version || folder === join(folder, '..')) break
    }
  }
  return found
}

/** Larger diffs are not saved: bytes. */
const DIFF_LIMIT = 2 ** 20

/** The record of a run that begins now. */
export function newRunRecord(
  facts: Pick<RunRecord, 'kind' | 'overrides' | 'reproduces' | 'parent'> & {
    env: NodeJS.ProcessEnv
    /** Of the work tree that the run began in. */
    git: RecordedGit | null
  },
): RunRecord {
  const hidden = secretsMask(facts.env)
  const mask = (text: string) => maskTyped(hidden(text))
  return {
    kind: facts.kind,
    status: 'running',
    exitReason: null,
    started: new Date().toISOString(),
    ended: null,
    durationSeconds: null,
    process: { pid: process.pid, host: hostname() },
    command: process.argv.slice(2).map(mask),
    overrides: facts.overrides.map(mask),
    config: {},
    versions: versions(),
    platform: platformFacts(),
    backend: null,
    git: facts.git,
    seed: null,
    trainTasks: [],
    evalTasks: [],
    data: [],
    warmStart: {},
    classNames: {},
    files: {},
    results: null,
    reproduces: facts.reproduces,
    parent: facts.parent,
    resumes: [],
  }
}

/** The state of the work tree that holds a folder, and its diff, where that is to be saved. */
export interface TreeToRecord {
  git: RecordedGit | null
  diff: string | null
}

/** Reads it beside whatever else goes on. A process that has nothing else to do ends without it. */
export async function treeToRecord(cwd: string, env: NodeJS.ProcessEnv): Promise<TreeToRecord> {
  const tree = await readWorkTree(cwd, DIFF_LIMIT)
  if (!tree) return { git: null, diff: null }
  const { state, diff, diffBytes } = tree
  const omitted = (why: string) => ({ git: { ...state, diffFile: null, diffOmitted: why }, diff: null })
  if (diff === null) return omitted(`it has ${diffBytes} bytes, more than ${DIFF_LIMIT}`)
  if (holdsSecret(diff, env)) return omitted('it seems to hold a secret')
  const saved = diff !== ''
  return { git: { ...state, diffFile: saved ? 'git.diff' : null, diffOmitted: null }, diff: saved ? diff : null }
}

/** Text of `run.json`. */
export function printRunRecord(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

/** Replaces `run.json`. */
export function writeRunRecord(dir: string, record: RunRecord): void {
  writeFileAtomic(runLayout(dir).record, printRunRecord(record))
}

/** Notes that a run has failed whose process was ended from outside: it could not say so itself. */
export function noteFailure(dir: string, exitReason: string): void {
  if (statPath(runLayout(dir).record) === undefined) return
  try {
    const record = readRunRecord(dir)
    if (record.status !== 'running') return
    const ended = new Date()
    const since = Date.parse(record.resumes.at(-1)?.at ?? record.started)
    const durationSeconds = (record.durationSeconds ?? 0) + Math.max(0, ended.getTime() - since) / 1000
    writeRunRecord(dir, { ...record, status: 'failed', exitReason, ended: ended.toISOString(), durationSeconds })
  } catch {
    // Then its process is told to be gone by whoever looks.
  }
}

/**
 * The record of a run directory.
 * @throws ConfigError where the directory holds no run, or a record that is damaged
 */
export function readRunRecord(dir: string): RunRecord {
  const file = runLayout(dir).record
  const fail = (message: string, cause?: unknown, hint = "a run's directory is printed at its end") =>
    new ConfigError({ code: 'not-a-run', path: '', message, hint }, { cause })
  try {
    return parseRunRecord(readRunFile(dir, file, LARGEST.record))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw fail(`'${shownPath(file)}' is not the record of a run: ${error.message}`, error)
    if (!(error instanceof RunFileError) || !error.missing) throw error
    if (isSweep(dir)) throw fail(`'${shownPath(dir)}' is a sweep, and not a run`, error, runsOf(dir))
    const lack = statPath(dir) ? 'it has no run.json' : 'there is no such folder'
    const meant = nearestBeside(dir, (other) => isSweep(other) || statPath(runLayout(other).record) !== undefined)
    const sweep = dirname(resolve(dir))
    throw fail(
      `'${shownPath(dir)}' is not a run directory: ${lack}`,
      error,
      meant ?? (isSweep(sweep) ? runsOf(sweep) : sweepsIn(dir)),
    )
  }
}

/** Whether a folder is a sweep's directory. */
export function isSweep(dir: string): boolean {
  return Object.values(SWEEP).every((name) => statPath(join(dir, name)) !== undefined)
}

/** Which sweeps lie in a folder, as in `multirun`: in folders of a day, perhaps. */
function sweepsIn(folder: string): string | undefined {
  const below = (dir: string) => foldersIn(dir).flatMap((name) => join(dir, name))
  const near = below(folder).flatMap((dir) => (isSweep(dir) ? [dir] : [dir, ...below(dir)]))
  const sweeps = near.filter((dir) => isSweep(dir))
  return sweeps.length === 0
    ? undefined
    : `the sweeps in it are ${shortList(
        sweeps.map((each) => shownPath(each)),
        3,
      )}`
}

function foldersIn(dir: string): string[] {
  try {
    const entries = readdirSync(dir, { withFileTypes: true })
    return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : [])).sort()
  } catch {
    return []
  }
}

/** Which runs a sweep has. */
function runsOf(sweep: string): string {
  const runs = findRuns(sweep).map((run) => shownPath(run))
  return runs.length === 0 ? 'none of its jobs has a run.json' : `its runs are ${shortList(runs, 3)}`
}

/** What `run.json` holds. @throws SyntaxError where it is not what `schemas/run.schema.json` describes */
export function parseRunRecord(bytes: Buffer): RunRecord {
  const record = parseJson(bytes.toString('utf8'))
  const fault = fileFault('run', record)
  if (fault !== undefined) throw new SyntaxError(fault)
  return record as RunRecord
}
