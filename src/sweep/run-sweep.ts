import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../compose/index.js'
import { toPlain, toYaml } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Registry } from '../registry/registry.js'
import { bindSweep, hydraText, type JobFacts } from '../run/job.js'
import { claimDirectory } from '../rundir/claim.js'
import { writeOwnFile } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { type Composition, jobComposer } from './compose-jobs.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { type EndedJob, launchJobs } from './launch-jobs.js'
import type { SweepListener } from './sweep-listener.js'
import { makeSweepParts } from './sweep-parts.js'
import type { JobOverrides } from './sweeper.js'
import type { SweptTask } from './swept-task.js'
import { validateJobs } from './validate-jobs.js'

export interface SweepOptions {
  /** The sweep's own config, composed for `multirun`. */
  master: Config
  /** What the jobs are composed from. */
  composition: Composition
  /** The sweepers and launchers that the config may name. */
  registry: Registry
  facts: JobFacts
  /** Validate every job that is known, and run none. */
  dryRun: boolean
  /** Ends the sweep after the step that its jobs are at. */
  signal: AbortSignal
  listener: SweepListener
}

export interface SweepReport {
  /** The sweep's directory, absolute; undefined where nothing was run. */
  dir: string | undefined
  /** Jobs that are known: all of them, unless the sweeper searches. */
  total: number
  /** In the order of their numbers. */
  ended: readonly EndedJob[]
  /** The sweeper's last line. */
  summary: string | undefined
  interrupted: boolean
}

/**
 * Runs a sweep: the jobs that its sweeper wants, by its launcher. Every job that is known before the first starts is
 * composed and validated before that; a job that fails while it runs does not keep the others from running.
 * @throws ConfigError where the sweep, or any of its jobs, is not valid; Interrupted where the signal ended it before
 *   the first job
 */
export async function runSweep(task: SweptTask, options: SweepOptions): Promise<SweepReport> {
  const { composition, facts, signal, listener } = options
  const master = bindSweep(options.master, facts)
  const { sweeper, launcher } = await makeSweepParts(master, options.registry, facts)
  const toJob = jobComposer(composition, master, facts)
  const hydra = overridesOf(master, 'hydra')
  const document = (num: number, overrides: JobOverrides, sweep: SweepPlace): JobDocument => ({
    ...{ num, id: String(num), hydra, overrides, sweep },
    ...{ cwd: facts.cwd, now: facts.now.toISOString() },
  })
  const validate = (jobs: readonly JobDocument[]) =>
    validateJobs(jobs, async (job) => task.check(toJob(job)), {
      signal,
      onProgress: (count) => listener.validated(count, jobs.length),
    })

  const planned = await sweeper.plan({ overrides: overridesOf(master, 'task'), repository: composition.repository })
  const first = planned ?? (await sweeper.ask(launcher.slots))
  const wanted = wantedPlace(master, facts)
  await validate(first.map((overrides, num) => document(num, overrides, wanted)))
  const unrun = { dir: undefined, total: first.length, ended: [], summary: sweeper.summary?.(), interrupted: false }
  if (options.dryRun) return unrun

  const place = claimPlace(master, wanted)
  writeOwnFile(join(place.dir, 'multirun.yaml'), toYaml(master.parts.full))
  const launched = await launchJobs({
    ...{ sweeper, launcher, task, toJob, signal, listener },
    document: (num, overrides) => document(num, overrides, place),
    waiting: planned ? [] : first,
    validate: planned ? undefined : validate,
    total: planned?.length,
  })
  return { dir: place.dir, summary: sweeper.summary?.(), ...launched }
}

function overridesOf(master: Config, whose: 'task' | 'hydra'): string[] {
  const list = entryAt(master.hydra, 'overrides', whose)
  return list ? (toPlain(list) as string[]) : []
}

function wantedPlace(master: Config, facts: JobFacts): SweepPlace {
  try {
    const named = hydraText(master, 'hydra.sweep.dir', facts) ?? 'multirun'
    return { named, dir: resolve(facts.cwd, named) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const hint = 'what differs from job to job belongs into hydra.sweep.subdir'
    throw new ConfigError(
      error.diagnostics.map((diagnostic) => ({ ...diagnostic, hint })),
      { cause: error },
    )
  }
}

/**
 * Two sweeps in the same second get directories of their own; one that the user named may hold several sweeps, as in
 * Hydra.
 */
function claimPlace(master: Config, { named, dir }: SweepPlace): SweepPlace {
  const node = entryAt(master.hydra, 'sweep', 'dir')
  const numbered = node?.kind === 'interpolation' && node.value.includes('${now')
  const claim = claimDirectory(dir, { numbered, source: node?.source, names: ['multirun.yaml'] })
  mkdirSync(claim.dir, { recursive: true })
  return { named, dir: claim.dir }
}
