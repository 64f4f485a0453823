import { toYaml } from '../config/index.js'
import { secretTexts } from '../config/secret-node.js'
import { inUsersWords } from '../dialects/in-own-words.js'
import { flatConfig } from '../rundir/flat-config.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { lockRun } from '../rundir/run-lock.js'
import { printRunRecord, type RunRecord, writeRunRecord } from '../rundir/run-record.js'
import { writeFilesAtomic, writeOwnFile } from '../rundir/write-file.js'
import { withPlaces } from '../schema/place-diagnostics.js'
import type { EvaluationResult } from '../training/evaluation-loop.js'
import { taskName } from '../training/loop.js'
import { Interrupted } from '../util/interrupted.js'
import { maskSecrets, secretsMask } from '../util/mask-secrets.js'
import { shellCommand } from '../util/shell-command.js'
import { shownPath } from '../util/shown-path.js'
import { perhapsUsers, traceOf } from '../util/user-error.js'
import { fileHashes } from './file-hashes.js'
import { fillRecord, openPlace, type RunPlace } from './place.js'
import { resolvePlan } from './plan.js'
import { type PreparedRun, prepareChecked } from './prepare.js'
import { resolvedConfig } from './resolved-config.js'
import { type RunResult, recordedResults, runResult } from './results.js'
import { configSources, sourcesBefore } from './saved-sources.js'
import { systemFault } from './system-fault.js'
import { withVariables } from './with-variables.js'

/**
 * Does what was prepared, in a directory of its own; a run that goes on does it in its old one.
 * @throws RunError where training fails; Interrupted where the signal stopped it: the directory is kept, its status
 *   says which
 */
export async function execute(prepared: PreparedRun): Promise<RunResult> {
  return await withVariables(prepared.variables.set, () => perform(prepared))
}

async function perform(prepared: PreparedRun): Promise<RunResult> {
  const { purpose, bound, options } = prepared
  options.begins?.()
  if (purpose.kind === 'resume') {
    fillRecord(purpose.record, prepared)
    await prepared.options.opened?.(bound.config, bound.wanted.dir)
    return await inDirectory(prepared, { dir: bound.wanted.dir, bound, record: purpose.record, diff: null })
  }
  let place: RunPlace
  try {
    place = await openPlace(prepared)
  } catch (error) {
    prepared.algorithm.dispose()
    throw error
  }
  const lock = await lockRun(place.dir)
  try {
    const own = await preparedFor(place, prepared)
    await own.options.opened?.(place.bound.config, place.dir)
    return await inDirectory(own, place)
  } finally {
    lock.release()
  }
}

/** Where another run has taken the directory meanwhile, the parts that know its name are made for the new one. */
async function preparedFor({ dir, bound, record }: RunPlace, prepared: PreparedRun): Promise<PreparedRun> {
  if (dir === prepared.layout.dir) return prepared
  const { facts, registry, variables, options, purpose, plan } = prepared
  prepared.algorithm.dispose()
  try {
    const again = { ...(await resolvePlan(bound.config, registry, facts)), warnings: plan.warnings }
    return await prepareChecked({ bound, plan: again, facts, registry, variables }, options, purpose)
  } catch (error) {
    finish(dir, record, runClock(record), { status: 'failed', reason: messageOf(error) })
    throw error
  }
}

async function inDirectory(run: PreparedRun, { dir, record, diff }: RunPlace): Promise<RunResult> {
  const { plan, facts, purpose, layout, log, context } = run
  const clock = runClock(record)
  try {
    const files = new Map<string, string>()
    if (purpose.kind !== 'resume' || purpose.changed) {
      const saved = resolvedConfig(plan.config, plan.resolved, facts)
      const mask = secretsMask(facts.env)
      record.config = flatConfig(saved, mask)
      files.set(layout.resolvedConfig, toYaml(saved))
      const sources = configSources(plan.config.root, mask, sourcesBefore(purpose, dir))
      writeOwnFile(layout.configSources, `${JSON.stringify(sources, null, 2)}\n`)
    }
    if (diff !== null) files.set(layout.gitDiff, diff)
    files.set(layout.hparams, toYaml(nonAlgorithmicHparams(plan.resolved)))
    files.set(layout.record, printRunRecord(record))
    await writeFilesAtomic(dir, files)
    for (const warning of [...plan.warnings, ...run.warnings]) context.log.warn(warning.message)
    context.log.debug(`output directory: ${dir}`)
    if (run.backend.lacks) context.log.warn(`backend=auto computes on ${run.backend.name}: ${run.backend.lacks}`)
    if (run.backend.chosen) context.log.info(`backend=auto computes on ${run.backend.name}: ${run.backend.chosen}`)
    const evaluation = await inUsersWords(run.bound.config.root, () =>
      withPlaces(plan.resolved, () => work(run, record)),
    )
    finish(dir, record, clock, { status: 'done' })
    return runResult(dir, evaluation, run.meter, (taskId) => taskName(run.dataset, taskId))
  } catch (thrown) {
    const fault = perhapsUsers(purpose.kind === 'eval' ? thrown : systemFault(thrown, dir))
    // A sweep tells for all of its jobs how it goes on.
    const error = purpose.kind === 'eval' || facts.sweep ? fault : withWayOn(fault, dir)
    const interrupted = error instanceof Interrupted
    const reason = maskSecrets(messageOf(error), facts.env, secretTexts(plan.resolved))
    try {
      finish(dir, record, clock, { status: interrupted ? 'interrupted' : 'failed', reason })
      // Into the file only: who called shows the error itself.
      log.note(
        interrupted ? 'warn' : 'error',
        `run ${interrupted ? 'interrupted' : 'failed'}: ${reason}${traceOf(error)}`,
      )
    } catch {
      // A full disk must not hide why the run failed.
    }
    throw error
  }
}

/** Trains, unless the purpose is to test alone, and tests. */
async function work(run: PreparedRun, record: RunRecord): Promise<EvaluationResult> {
  const { trainer, algorithm, dataset, purpose, weightFiles } = run
  try {
    if (purpose.kind !== 'eval') {
      const { status, epochs, steps, byOps, timedOutAfter } = await trainer.fit(algorithm, dataset)
      if (byOps !== undefined) record.backend = { ...record.backend, compiled: byOps ?? true }
      if (timedOutAfter === undefined) delete record.timedOutAfter
      else record.timedOutAfter = timedOutAfter
      if (status === 'pruned') record.prunedAfter = epochs
      else delete record.prunedAfter
      if (status === 'interrupted') throw new Interrupted(`interrupted after step ${steps}`)
      await weightFiles.saveFinal()
    }
    const evaluation = await trainer.test(algorithm, dataset)
    record.results = recordedResults(evaluation)
    return evaluation
  } finally {
    await weightFiles.settled()
    record.files = fileHashes(run)
    algorithm.dispose()
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Tells whoever interrupted a run how it goes on. */
function withWayOn(error: unknown, dir: string): unknown {
  if (!(error instanceof Interrupted)) return error
  return new Interrupted(`${error.message}; go on with it: ${shellCommand('resume', shownPath(dir))}`, { cause: error })
}

/** Seconds that a run took in all its sessions; the system's clock may be set meanwhile. */
function runClock({ durationSeconds }: RunRecord): () => number {
  const began = performance.now()
  return () => (durationSeconds ?? 0) + (performance.now() - began) / 1000
}

function finish(
  dir: string,
  record: RunRecord,
  clock: () => number,
  { status, reason = null }: { status: RunRecord['status']; reason?: string | null },
): void {
  record.status = status
  record.exitReason = reason
  record.ended = new Date().toISOString()
  record.durationSeconds = clock()
  writeRunRecord(dir, record)
}
