import { setTimeout } from 'node:timers/promises'
import type { Config } from '../compose/index.js'
import { type FrozenRepository, freezeRepository } from '../compose/repository.js'
import { bindJob, type JobFacts } from '../run/job.js'
import { claimDirectory } from '../rundir/claim.js'
import { referSecrets } from '../rundir/secrets.js'
import { atItsPlace } from './at-its-place.js'
import { type Composition, jobComposer } from './compose-jobs.js'
import type { JobDocument, JobOutcome } from './job-document.js'
import { forgetOutcome, forgetOutcomes } from './job-outcome-file.js'
import { stoppedBy } from './launch-jobs.js'
import type { Launcher, LaunchHost } from './launchers/launcher.js'
import type { LostWorker } from './launchers/lost-worker.js'
import { RunAgain } from './run-again.js'
import type { SweptTask } from './swept-task.js'

export interface LaunchRunOptions {
  launcher: Launcher
  config: Config
  composition: Composition
  overrides: readonly string[]
  facts: JobFacts
  task: SweptTask
  /** How a process of its own is started for the run. */
  command: readonly string[]
  quiet: boolean
  verbose: boolean
  signal: AbortSignal
  /** Shows a line that it wrote. */
  show: LaunchHost['show']
  /** Told its directory, once that is its own. */
  opened: (dir: string) => void
  /** Told where its process was lost, and it is run again. */
  lost: (error: LostWorker) => void
}

/**
 * Refuses a run that would take secrets along to where its launcher does it.
 * @param frozen what it is composed from
 * @throws ConfigError
 */
export async function checkLaunch(
  { launcher, overrides, facts }: Pick<LaunchRunOptions, 'launcher' | 'overrides' | 'facts'>,
  frozen: FrozenRepository,
): Promise<void> {
  if (!launcher.isRemote) return
  const { refuseLiteralSecrets } = await import('./literal-secrets.js')
  const carried = overrides.map((text) => referSecrets(text, facts.env))
  refuseLiteralSecrets(frozen.folders(), carried, facts.env)
}

/**
 * Has a launcher do a single run, in the directory that its config says, and closes it.
 * @throws ConfigError where it is not valid, before anything is written; what the run throws; Interrupted
 */
export async function launchRun(options: LaunchRunOptions): Promise<JobOutcome> {
  try {
    return await launchOne(options)
  } finally {
    await options.launcher.close?.()
  }
}

async function launchOne(options: LaunchRunOptions): Promise<JobOutcome> {
  const { launcher, config, composition, facts, task, signal } = options
  const { wanted } = bindJob(config, facts)
  const frozen = freezeRepository(composition.repository)
  const document = (dir: string): JobDocument => ({
    num: 0,
    attempt: 1,
    id: '0',
    hydra: [],
    overrides: options.overrides.map((text) => referSecrets(text, facts.env)),
    sweep: { dir, named: dir },
    single: true,
    output: dir,
    cwd: facts.cwd,
    now: facts.now.toISOString(),
  })
  const toJob = jobComposer({ ...composition, repository: frozen.repository }, config, facts)
  const wish = document(wanted.dir)
  await task.check(toJob(wish))
  await checkLaunch(options, frozen)
  await atItsPlace(config, () => launcher.requireReady?.())
  const claim = claimDirectory(wanted.dir, { numbered: wanted.numbered, source: wanted.source, names: ['.jobs'] })
  const { dir } = claim
  options.opened(dir)
  const first = document(dir)
  let last: Promise<unknown> = Promise.resolve()
  const host: LaunchHost = {
    run: (job) => {
      const result = last.then(() => task.run(toJob(job), { signal, report: () => 'continue' }))
      last = result.catch(() => {})
      return result
    },
    report: () => 'continue',
    startedBy: () => {},
    signal,
    program: {
      command: options.command,
      project: {
        program: facts.name,
        cwd: facts.cwd,
        configName: composition.configName,
        versionBase: frozen.repository.versionBase,
        folders: frozen.folders(),
        quiet: options.quiet,
        verbose: options.verbose,
      },
    },
    show: options.show,
  }
  const again = new RunAgain(launcher.retries)
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        return await launcher.launch({ ...first, attempt }, host)
      } catch (error) {
        const stopped = stoppedBy(error, signal)
        if (stopped) throw stopped
        if (!again.after(error)) throw error
        options.lost(error)
        await setTimeout(again.wait, undefined, { signal }).catch(() => {})
      }
    }
  } finally {
    forgetOutcome(dir, 0)
    forgetOutcomes(dir)
    // Where the run has written nothing, it leaves nothing.
    claim.release()
  }
}
