import { existsSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { selectRaw } from '../config/index.js'
import { CheckpointStore } from '../rundir/checkpoint-store.js'
import { type RunLayout, runLayout } from '../rundir/layout.js'
import { refuseLinks } from '../rundir/refuse-links.js'
import { lockRun, type RunLock } from '../rundir/run-lock.js'
import { type RunRecord, readRunRecord, writeRunRecord } from '../rundir/run-record.js'
import type { Checkpoint } from '../training/checkpoint.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { newestCheckpoint } from './checkpoint-files.js'
import { execute } from './execute.js'
import { prepareRun } from './prepare.js'
import type { RunResult } from './results.js'
import type { RunOptions } from './run-options.js'
import { readSavedRoot, savedConfig } from './saved-config.js'
import { systemFault } from './system-fault.js'

/** How a run goes on. */
export interface ResumeOptions extends Omit<RunOptions, 'outputDir' | 'sweep'> {
  /** Told before training: the step from which the run goes on (null: its beginning), and which checkpoints were damaged. */
  tell?: (message: string) => void
}

/**
 * Goes on with a run that was interrupted, killed or failed, in its directory, from its newest checkpoint: it ends with the weights and
 * results of one that was never stopped. Without a checkpoint it begins anew.
 * @returns undefined where the run is done already
 * @throws ConfigError where the directory holds no run that can go on, another process writes to it, or its data are gone or changed:
 *   the run is left as it was
 */
export async function resume(runDir: string, options: ResumeOptions = {}): Promise<RunResult | undefined> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  if (isDone(dir)) return undefined
  refuseLinks(dir)
  const lock = await lockOrExplain(dir)
  try {
    // Whoever had it before may have finished it.
    if (isDone(dir)) return undefined
    return await goOn(dir, { ...options, cwd })
  } finally {
    lock.release()
  }
}

function isDone(dir: string): boolean {
  const record = readRunRecord(dir)
  if (record.kind === 'eval') {
    throw new ConfigError({
      code: 'not-a-training-run',
      path: '',
      message: `'${shownPath(dir)}' tests saved weights: there is nothing to go on with`,
      hint: `test them again: polyhead eval ${record.parent?.dir ?? 'RUN_DIR'}`,
    })
  }
  return record.status === 'done'
}

async function lockOrExplain(dir: string): Promise<RunLock> {
  try {
    return await lockRun(dir)
  } catch (error) {
    throw systemFault(error, dir)
  }
}

async function goOn(dir: string, options: ResumeOptions & { cwd: string }): Promise<RunResult> {
  const record = readRunRecord(dir)
  const layout = runLayout(dir)
  const tell = options.tell ?? (() => {})
  if (!existsSync(layout.resolvedConfig)) throw tooEarly(dir, record)
  const origin = originOf(dir)
  const store = new CheckpointStore(layout.checkpoints)
  const { checkpoint: from, damaged } = newestCheckpoint(store)
  const prepared = await prepareRun(
    savedConfig(dir, { cwd: options.cwd }),
    { ...options, cwd: origin.cwd ?? options.cwd, outputDir: dir },
    { kind: 'resume', record, jobName: origin.jobName ?? 'run', from },
  )
  try {
    removeLeftovers(layout)
    for (const { name, problem } of damaged) {
      tell(`checkpoint ${name} is damaged and left out: ${problem}`)
      store.setAside(name)
    }
    tell(from ? `going on after step ${from.step}` : 'no checkpoint was saved yet: beginning anew')
    reopen(dir, record, from)
    return await execute(prepared)
  } catch (error) {
    throw systemFault(error, dir)
  }
}

function tooEarly(dir: string, { command }: RunRecord): ConfigError {
  return new ConfigError({
    code: 'nothing-to-resume',
    path: '',
    message: `the run in '${shownPath(dir)}' ended before its config was saved: nothing of it is there to go on with`,
    hint: `delete the directory, and start it again: polyhead ${command.join(' ')}`,
  })
}

/** Where a run was started, and its name, by what Hydra's file says. */
function originOf(dir: string): { cwd?: string; jobName?: string } {
  const file = join(dir, '.hydra', 'hydra.yaml')
  if (!existsSync(file)) return {}
  const root = readSavedRoot(file, process.cwd())
  const text = (key: string) => {
    const node = selectRaw(root, key)
    return node?.kind === 'string' ? node.value : undefined
  }
  const [cwd, jobName] = [text('hydra.runtime.cwd'), text('hydra.job.name')]
  return {
    ...(cwd !== undefined && existsSync(cwd) && { cwd }),
    ...(jobName !== undefined && !/[/\0]/.test(jobName) && { jobName }),
  }
}

function reopen(dir: string, record: RunRecord, from: Checkpoint | null): void {
  const { status, exitReason } = record
  const resumed = { at: new Date().toISOString(), after: status, reason: exitReason, step: from?.step ?? null }
  record.resumes = [...(record.resumes ?? []), resumed]
  record.status = 'running'
  record.exitReason = null
  record.ended = null
  record.process = { pid: process.pid, host: hostname() }
  writeRunRecord(dir, record)
}

/** What a killed process was just writing. */
function removeLeftovers(layout: RunLayout): void {
  for (const folder of [layout.dir, layout.results, layout.checkpoints, dirname(layout.bestWeights)]) {
    if (!existsSync(folder)) continue
    for (const name of readdirSync(folder)) {
      if (/\.\d+\.tmp$/.test(name)) rmSync(join(folder, name), { recursive: true, force: true })
    }
  }
}
