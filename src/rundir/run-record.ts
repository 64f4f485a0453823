import { readFileSync } from 'node:fs'
import { arch, cpus, platform, release } from 'node:os'
import { join, relative } from 'node:path'
import { ConfigError } from '../util/diagnostic.js'
import { packageRoot } from '../util/package-root.js'
import { polyheadVersion, readPackage } from '../util/version.js'
import { type GitState, gitState } from './git.js'
import { runLayout } from './layout.js'
import { writeFileAtomic } from './write-file.js'

export type RunStatus = 'running' | 'done' | 'failed' | 'interrupted'

/** `run.json`: what a run was made of, and how it ended. */
export interface RunRecord {
  status: RunStatus
  /** Why it ended, where it did not end well. */
  exitReason: string | null
  /** ISO 8601, UTC. */
  started: string
  ended: string | null
  durationSeconds: number | null
  command: string[]
  overrides: string[]
  versions: Record<string, string>
  platform: { os: string; release: string; arch: string; cpu: string; cores: number }
  backend: Record<string, unknown> | null
  git: GitState | null
  seed: number | null
  trainTasks: number[]
  evalTasks: number[]
  data: { name: string; sha256: string; rows: number }[]
  /** sha256 of each file that reproducing compares, by its path in the directory. */
  files: Record<string, string>
  results: { avg_acc: number; avg_loss_cls: number } | null
  /** The run that this one reproduces. */
  reproduces: string | null
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

/** The record of a run that begins now. */
export function newRunRecord(
  facts: Pick<RunRecord, 'overrides' | 'reproduces'> & { cwd: string; now: Date },
): RunRecord {
  const cores = cpus()
  return {
    status: 'running',
    exitReason: null,
    started: facts.now.toISOString(),
    ended: null,
    durationSeconds: null,
    command: process.argv.slice(2),
    overrides: facts.overrides,
    versions: versions(),
    platform: { os: platform(), release: release(), arch: arch(), cpu: cores[0]?.model ?? '', cores: cores.length },
    backend: null,
    git: gitState(facts.cwd),
    seed: null,
    trainTasks: [],
    evalTasks: [],
    data: [],
    files: {},
    results: null,
    reproduces: facts.reproduces,
  }
}

/** Text of `run.json`. */
export function printRunRecord(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

/** Replaces `run.json`. */
export function writeRunRecord(dir: string, record: RunRecord): void {
  writeFileAtomic(runLayout(dir).record, printRunRecord(record))
}

/**
 * The record of a run directory.
 * @throws ConfigError where the directory holds no run
 */
export function readRunRecord(dir: string): RunRecord {
  try {
    return JSON.parse(readFileSync(runLayout(dir).record, 'utf8')) as RunRecord
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new ConfigError(
      {
        code: 'not-a-run',
        path: '',
        message: missing
          ? `'${relative(process.cwd(), dir) || '.'}' is not a run directory: it has no run.json`
          : `cannot read '${runLayout(dir).record}': ${(error as Error).message}`,
        hint: "a run's directory is printed at its end",
      },
      { cause: error },
    )
  }
}
