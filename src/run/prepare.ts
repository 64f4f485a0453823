import { join } from 'node:path'
import type { Config } from '../compose/index.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { secretTexts } from '../config/secret-node.js'
import { inUsersWords, toUsersWords } from '../dialects/in-own-words.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { type RunLayout, runLayout } from '../rundir/layout.js'
import { createRunLog, type RunLog } from '../rundir/run-log.js'
import { type TreeToRecord, treeToRecord } from '../rundir/run-record.js'
import { writeOwnFile } from '../rundir/write-file.js'
import { placeDiagnostics, withPlaces } from '../schema/place-diagnostics.js'
import type { Logger } from '../training/logger.js'
import type { RunContext } from '../training/run-context.js'
import type { TrainerComponent } from '../training/trainer-component.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { type CheckedRun, checkRun } from './check-run.js'
import { hydraText } from './job.js'
import { requireOpenable } from './open-job.js'
import { type PreparedModel, prepareModel } from './prepare-model.js'
import { type Purpose, recordedTime } from './purpose.js'
import { RunMeter } from './run-meter.js'
import type { RunOptions } from './run-options.js'
import { WeightFiles } from './weight-files.js'
import { withVariables } from './with-variables.js'

/** A run that is known to be possible: all its parts are made, and nothing of it is written yet. */
export interface PreparedRun extends PreparedModel {
  /** As it was when preparing began; missing where the run has its record already. */
  workTree?: Promise<TreeToRecord>
  options: RunOptions
  trainer: TrainerComponent
  /** What the data set and the trainer's `check` found worth knowing. */
  warnings: readonly Diagnostic[]
  layout: RunLayout
  /** Its `hydra.job.name`, after which the log is named. */
  jobName: string
  log: RunLog
  context: RunContext
  meter: RunMeter
  weightFiles: WeightFiles
}

/**
 * Validates a composed config, opens its data, starts its backend, and makes and checks every part of the run.
 * @throws ConfigError with what is wrong: nothing is written then
 */
export async function prepareRun(
  composed: Config,
  options: RunOptions = {},
  purpose: Purpose = { kind: 'train' },
): Promise<PreparedRun> {
  const checked = await checkRun(composed, options, { trained: purpose.kind === 'eval' })
  requireOpenable(checked.bound, checked.facts, 'run.json')
  const workTree = treeToRecord(checked.facts.cwd, checked.facts.env)
  return { ...(await prepareChecked(checked, options, checked.tested ?? purpose)), workTree }
}

/** The same of a config that is checked already. */
export async function prepareChecked(checked: CheckedRun, options: RunOptions, purpose: Purpose): Promise<PreparedRun> {
  const { root } = checked.bound.config
  return await withVariables(checked.variables.set, () =>
    inUsersWords(root, async () => {
      const model = await prepareModel(checked, purpose)
      try {
        const prepared = await withPlaces(checked.plan.resolved, () => prepareTrainer(model, options))
        return { ...prepared, warnings: await toUsersWords(root, prepared.warnings) }
      } catch (error) {
        model.algorithm.dispose()
        throw error
      }
    }),
  )
}

async function prepareTrainer(model: PreparedModel, options: RunOptions): Promise<PreparedRun> {
  const { assembly, algorithm, dataset, generator, bound, facts, purpose } = model
  const { root } = assembly
  const layout = runLayout(bound.wanted.dir)
  const jobName =
    purpose.kind === 'resume' ? purpose.jobName : (hydraText(bound.config, 'hydra.job.name', facts) ?? 'run')
  const log = createRunLog(jobName, {
    file: join(layout.dir, `${jobName}.log`),
    level: options.level ?? 'info',
    show: options.show ?? (() => {}),
    env: facts.env,
    secrets: secretTexts(root),
  })
  const context: RunContext = {
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => 'continue'),
    log: options.log ?? log,
  }
  const weightFiles = new WeightFiles(layout.checkpoints, algorithm)
  const saveWeights = (name: string) => weightFiles.saveWeights(name)
  const meter = new RunMeter()
  const compat = entryAt(root, 'metrics', 'compat')
  const trains = purpose.kind !== 'eval'
  const trainer = await assembly.need('trainer', {
    metrics: { ...(await assembly.makeAll('metrics')), compat: compat ? toPlain(compat) : null },
    callbacks: { ...(await assembly.makeAll('callbacks', { saveWeights, checkpoints: layout.checkpoints })), meter },
    loggers: usedLoggers(await assembly.makeAll('loggers', { context }), purpose),
    generator,
    context,
    saveWeights,
    saveProfile: (trace: string) => {
      writeOwnFile(layout.profile, trace)
      return shownPath(layout.profile)
    },
    saveCheckpoint: trains ? weightFiles.saveCheckpoint : undefined,
    resumeFrom: purpose.kind === 'resume' ? purpose.from : undefined,
    recordedTime: recordedTime(purpose),
    hparams: toPlain(nonAlgorithmicHparams(root)),
  })
  const found = placeDiagnostics(
    [...(dataset.warnings?.() ?? []), ...((await trainer.check?.({ algorithm, dataset, trains })) ?? [])],
    root,
  )
  const errors = found.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  return { ...model, options, trainer, warnings: found, layout, jobName, log, context, meter, weightFiles }
}

/** A reproduction compares what is in directories: it tells nobody else of the same run again. */
function usedLoggers(loggers: Readonly<Record<string, Logger>>, purpose: Purpose): Readonly<Record<string, Logger>> {
  if (purpose.kind !== 'reproduce') return loggers
  return Object.fromEntries(Object.entries(loggers).filter(([, { remote }]) => !remote))
}
