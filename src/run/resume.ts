import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import type { Repository } from '../compose/index.js'
import { selectRaw } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { CheckpointStore } from '../rundir/checkpoint-store.js'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { refuseLinks } from '../rundir/refuse-links.js'
import { lockRun, type RunLock } from '../rundir/run-lock.js'
import { type RunRecord, readRunRecord, writeRunRecord } from '../rundir/run-record.js'
import type { Checkpoint } from '../training/checkpoint.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { ownCommand } from '../util/own-command.js'
import { shellCommand } from '../util/shell-command.js'
import { shellWord } from '../util/shell-word.js'
import { shownPath } from '../util/shown-path.js'
import { type CheckedRun, checkRun } from './check-run.js'
import { newestCheckpoint } from './checkpoint-files.js'
import { execute } from './execute.js'
import { prepareChecked } from './prepare.js'
import type { RunResult } from './results.js'
import { acceptedChanges, refuseEarlierEnd, reopened } from './resume-changes.js'
import type { RunOptions } from './run-options.js'
import { hydraFolder, readSavedRoot, savedConfig } from './saved-config.js'
import { systemFault } from './system-fault.js'
import { differInTime } from './time-limits.js'

/** How a run goes on. */
export interface ResumeOptions extends Omit<RunOptions, 'outputDir' | 'sweep'> {
  /**
   * Told before training: the step from which the run goes on (null: its beginning), and which checkpoints were
   * damaged.
   */
  tell?: (message: string) => void
  /** Changes: another end of training, other callbacks or loggers. */
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. */
  repository?: Repository
}

/**
 * Goes on with a run that was interrupted, killed or failed, in its directory, from its newest checkpoint: it ends with
 * the weights and results of one that was never stopped. Without a checkpoint it begins anew. With overrides a run that
 * is done goes on, too: it ends as one that had them from the beginning.
 * @returns undefined where the run is done already, and no override changes that
 * @throws ConfigError where the directory holds no run that can go on, another process writes to it, its data are gone
 *   or changed, or an override changes what cannot be changed any more: the run is left as it was
 */
export async function resume(runDir: string, options: ResumeOptions = {}): Promise<RunResult | undefined> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const changing = (options.overrides ?? []).length > 0
  const done = isDone(dir)
  removeLeftovers(dir)
  if (done && !changing) return undefined
  refuseLinks(dir)
  const lock = await lockOrExplain(dir)
  try {
    // Whoever had it before may have finished it.
    if (isDone(dir) && !changing) return undefined
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
      hint: `test them again: ${shellCommand('eval', record.parent?.dir ?? 'RUN_DIR')}`,
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

async function goOn(dir: string, options: ResumeOptions & { cwd: string }): Promise<RunResult | undefined> {
  const record = readRunRecord(dir)
  const layout = runLayout(dir)
  const tell = options.tell ?? (() => {})
  if (!existsSync(layout.resolvedConfig)) throw tooEarly(dir, record)
  const origin = originOf(dir)
  const settings = { ...options, cwd: origin.cwd ?? options.cwd, outputDir: dir }
  const { checked, changed, ownClock } = await checkChanged(dir, settings, options)
  if (ownClock) delete record.recordedTime
  if (record.status === 'done' && changed.length === 0) return undefined
  const store = new CheckpointStore(layout.checkpoints)
  const { from, missing, damaged } = chooseCheckpoint(store, checked.plan.resolved, changed)
  if (record.status === 'done' && !from) throw nothingToExtend(dir, missing, { damaged, changed: options.overrides })
  const prepared = await prepareChecked(checked, settings, {
    kind: 'resume',
    record,
    jobName: origin.jobName ?? 'run',
    from,
    changed: changed.length > 0,
  })
  try {
    for (const { name, problem } of damaged) {
      tell(`checkpoint ${name} is damaged and left out: ${problem}`)
      store.setAside(name)
    }
    tell(from ? `going on after step ${from.step}` : `${missing}: beginning anew`)
    const { stopReason, timedOutAfter } = from?.snapshot.trainer ?? {}
    if (stopReason === 'stopped') {
      const who = timedOutAfter === undefined ? 'a callback had ended the training' : 'its time was over'
      tell(`${who}: it stays ended`)
    }
    reopen(dir, record, { ...options, from })
    return await execute(prepared)
  } catch (error) {
    throw systemFault(error, dir)
  }
}

/**
 * The saved config with the overrides, the paths of what they change, and whether that is when the clock ends training.
 * @throws ConfigError also where one cannot be
 * changed
 */
async function checkChanged(
  dir: string,
  settings: RunOptions,
  { cwd, overrides = [], repository, registry }: ResumeOptions & { cwd: string },
): Promise<{ checked: CheckedRun; changed: string[]; ownClock: boolean }> {
  // Without a checkpoint the weights of a warm start are missed when the network is made.
  const config = savedConfig(dir, { cwd, repository, registry })
  const saved = await checkRun(config(), settings, { trained: true })
  if (overrides.length === 0) return { checked: saved, changed: [], ownClock: false }
  const changedConfig = config(overrides)
  const checked = await checkRun(changedConfig, settings, { trained: true })
  const [before, after] = [saved.plan.resolved, checked.plan.resolved]
  return {
    checked,
    changed: acceptedChanges(before, after, changedConfig.parts.overrides),
    ownClock: differInTime(before, after, checked.registry),
  }
}

/** Of a run that is to end elsewhere, the newest one of a time when that made no difference yet. */
function chooseCheckpoint(store: CheckpointStore, root: MapNode, changed: readonly string[]) {
  const newest = newestCheckpoint(store)
  const none = newest.damaged.length > 0 ? 'no checkpoint is left' : 'no checkpoint was saved yet'
  const missing = newest.checkpoint ? 'no checkpoint is from before the epoch that was cut short' : none
  if (changed.length === 0) return { from: newest.checkpoint, missing, damaged: newest.damaged }
  refuseEarlierEnd(root, newest.checkpoint)
  const { checkpoint, damaged } = newestCheckpoint(store, ({ snapshot: { position } }) => {
    return position.at !== 'epoch' || position.cut !== true
  })
  return { from: checkpoint && reopened(checkpoint, changed), missing, damaged }
}

/** To begin anew would throw away what a finished run has. */
function nothingToExtend(
  dir: string,
  missing: string,
  { damaged, changed = [] }: { damaged: readonly { name: string; problem: string }[]; changed?: readonly string[] },
): ConfigError {
  const again = shellCommand('reproduce', shownPath(dir), ...changed)
  return new ConfigError({
    code: 'nothing-to-resume',
    path: '',
    message: `the run in '${shownPath(dir)}' is done, and ${missing}: it is left as it is`,
    hint: `to train one anew that ends elsewhere: ${again}`,
    notes: damaged.map(({ name, problem }) => `checkpoint ${name} is damaged: ${problem}`),
  })
}

function tooEarly(dir: string, { command }: RunRecord): ConfigError {
  return new ConfigError({
    code: 'nothing-to-resume',
    path: '',
    message: `the run in '${shownPath(dir)}' ended before its config was saved: nothing of it is there to go on with`,
    hint: `delete the directory, and start it again: ${ownCommand()} ${command.map(shellWord).join(' ')}`,
  })
}

/** Where a run was started, and its name, by what Hydra's file says. */
function originOf(dir: string): { cwd?: string; jobName?: string } {
  const folder = hydraFolder(dir)
  if (folder === null) return {}
  const file = join(folder, 'hydra.yaml')
  if (!existsSync(file)) return {}
  const root = readSavedRoot(dir, file, process.cwd())
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

function reopen(
  dir: string,
  record: RunRecord,
  { from, overrides = [], env = process.env }: Pick<ResumeOptions, 'overrides' | 'env'> & { from: Checkpoint | null },
): void {
  const { status, exitReason } = record
  const resumed = { at: new Date().toISOString(), after: status, reason: exitReason, step: from?.step ?? null }
  const changes = overrides.length > 0 ? { overrides: overrides.map((text) => maskSecrets(text, env)) } : {}
  record.resumes = [...(record.resumes ?? []), { ...resumed, ...changes }]
  record.results = null
  record.status = 'running'
  record.exitReason = null
  record.ended = null
  record.process = { pid: process.pid, host: hostname() }
  writeRunRecord(dir, record)
}
