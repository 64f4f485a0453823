import type { Config } from '../compose/index.js'
import { type FrozenRepository, freezeRepository } from '../compose/repository.js'
import { toYaml } from '../config/index.js'
import { lockRun } from '../rundir/run-lock.js'
import { referSecrets } from '../rundir/secrets.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { polyheadVersion } from '../util/version.js'
import type { Composition } from './compose-jobs.js'
import { conduct } from './conduct-sweep.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument } from './job-document.js'
import { slotsOf } from './launch-jobs.js'
import { type OpenSweep, openSweep } from './open-sweep.js'
import { SweepBooks } from './sweep-books.js'
import { beginSweep, claimPlace, removeEmpty, requireFree, wantedPlace } from './sweep-directory.js'
import type { Definition } from './sweep-file.js'
import type { SweepReport, SweepSettings } from './sweep-settings.js'
import type { SweptTask } from './swept-task.js'

export interface SweepOptions extends SweepSettings {
  /** The sweep's own config, composed for `multirun`. */
  master: Config
  /** What the jobs are composed from. */
  composition: Composition
  /** Validate every job that is known, and run none. */
  dryRun: boolean
}

/**
 * Runs a sweep: the jobs that its sweeper wants, by its launcher. Every job that is known before the first starts is
 * composed and validated before that; a job that fails while it runs does not keep the others from running.
 * @throws ConfigError where the sweep, or any of its jobs, is not valid, or its directory holds a sweep; Interrupted
 *   where the signal ended it before the first job
 */
export async function runSweep(task: SweptTask, options: SweepOptions): Promise<SweepReport> {
  const { composition } = options
  const frozen = freezeRepository(composition.repository)
  const sweep = await openSweep(options.master, { ...composition, frozen }, options, task)
  try {
    return await runOpened(sweep, frozen, options)
  } finally {
    await sweep.close()
  }
}

async function runOpened(sweep: OpenSweep, frozen: FrozenRepository, options: SweepOptions): Promise<SweepReport> {
  const { composition, facts } = options
  const wanted = wantedPlace(sweep.master, facts)
  let place = wanted
  const directories = new JobDirectories(wanted, { onOutside: () => options.trust(place.dir) })
  requireFree(sweep.master, wanted, options.resumeBy)

  const { sweeper } = sweep.parts
  const planned = await sweep.plan(frozen.repository)
  if (!planned) await sweep.requireEnds(wanted)
  const first = planned ?? (await sweep.ask(slotsOf(sweep.parts)))
  const documents = first.map((overrides, num) => sweep.document(num, overrides, wanted))
  const runs = !options.dryRun && documents.length > 0
  const atOnce = Math.min(slotsOf(sweep.parts), documents.length)
  await sweep.validate(documents, directories, () => {
    if (runs) sweep.parts.launcher.warmUp?.({ command: options.command, cwd: facts.cwd }, atOnce)
  })
  await sweep.requireMetric(documents[0])
  if (!runs) return notRun(documents, { searches: !planned, summary: sweeper.summary?.() })

  const definition: Definition = {
    ...{ polyhead: polyheadVersion(), program: facts.name, now: facts.now.toISOString(), cwd: facts.cwd },
    configName: composition.configName,
    versionBase: composition.repository.versionBase,
    overrides: options.master.parts.overrides.map(({ text }) => referSecrets(text, facts.env)),
    named: wanted.named,
  }
  await sweep.requireReady()
  place = claimPlace(sweep.master, wanted)
  const lock = await lockRun(place.dir)
  try {
    requireFree(sweep.master, place, options.resumeBy)
    const multirun = referSecrets(toYaml(sweep.master.parts.full), facts.env)
    const ledger = beginSweep(place.dir, sweep.master, { multirun, definition, folders: frozen.folders() })
    const books = new SweepBooks(place.dir, ledger, { jobs: new Map() }, (text) => maskSecrets(text, facts.env))
    const waiting = planned ? [] : documents.map((job) => ({ ...job, sweep: place }))
    await options.onStart(sweep.master)
    try {
      return await conduct({
        ...{ sweep, options, books, place, directories, frozen, waiting, configName: composition.configName },
        planned: planned?.map((overrides, num) => ({ num, overrides })),
        next: waiting.length,
      })
    } finally {
      books.close()
      await options.onEnd(sweep.master)
    }
  } finally {
    lock.release()
    removeEmpty(place.dir)
  }
}

/** Of a sweep that was not run. */
function notRun(
  planned: readonly JobDocument[],
  { searches, summary }: Pick<SweepReport, 'searches' | 'summary'>,
): SweepReport {
  const total = planned.length
  const none = { dir: undefined, ended: [], interrupted: false, gaveUp: false, fault: undefined }
  return { ...none, total, planned, searches, left: total, summary }
}
