import { type Config, compose, type Repository, type SweptConfigs } from '../compose/index.js'
import { type FrozenRepository, freezeRepository, namesIn } from '../compose/repository.js'
import { toPlain, toYaml } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { bindSweep, type JobFacts } from '../run/job.js'
import { systemFaultOf } from '../run/system-fault.js'
import { lockRun } from '../rundir/run-lock.js'
import { referSecrets } from '../rundir/secrets.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { RunError } from '../util/run-error.js'
import type { Source } from '../util/source.js'
import { polyheadVersion } from '../util/version.js'
import { atItsLine } from './at-its-line.js'
import { atItsPlace, withPlace } from './at-its-place.js'
import { Breath } from './breath.js'
import { checkJob } from './check-job.js'
import { type Composition, jobComposer } from './compose-jobs.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { type EndedJob, launchJobs, slotsOf } from './launch-jobs.js'
import type { JobProgram } from './launchers/job-program.js'
import { rangeThatHelps, searchedBy, type Trying, wrongEnds } from './search-ends.js'
import { writeResults } from './study/write-results.js'
import { SweepBooks } from './sweep-books.js'
import { beginSweep, claimPlace, removeEmpty, requireFree, wantedPlace } from './sweep-directory.js'
import type { Definition } from './sweep-file.js'
import type { SweepListener } from './sweep-listener.js'
import { makeSweepParts, type SweepParts } from './sweep-parts.js'
import type { Dimension } from './sweepers/dimension.js'
import { fixedOverrides } from './sweepers/fixed-overrides.js'
import { nothingPasses } from './sweepers/nothing-passes.js'
import type { JobOverrides, SweepSpace } from './sweepers/sweeper.js'
import type { SweptTask } from './swept-task.js'
import { warnOfUnswept } from './unswept.js'
import { validateJobs } from './validate-jobs.js'

/** What a process brings to a sweep, a new one or one that goes on. */
export interface SweepSettings {
  /** The sweepers and launchers that the config may name. */
  registry: Registry
  facts: JobFacts
  /** How a process of its own is started for a job. */
  command: readonly string[]
  /** What is typed to go on with a sweep, with another override where one is added: `polyhead resume multirun/a`. */
  resumeBy: (dir: string, add?: string) => string
  /** What the jobs of other processes show: no more than this process. */
  quiet: boolean
  verbose: boolean
  /** Start no more jobs after the first that fails. */
  failFast: boolean
  /** Ends the sweep after the step that its jobs are at. */
  signal: AbortSignal
  listener: SweepListener
  /** Called before the first job and after the last, with the sweep's own config. */
  onStart: (master: Config) => Promise<void>
  onEnd: (master: Config) => Promise<void>
  /** Notes a sweep whose jobs lie outside of its directory, so that it can be resumed from here. */
  trust: (dir: string) => void
}

export interface SweepOptions extends SweepSettings {
  /** The sweep's own config, composed for `multirun`. */
  master: Config
  /** What the jobs are composed from. */
  composition: Composition
  /** Validate every job that is known, and run none. */
  dryRun: boolean
}

export interface SweepReport {
  /** The sweep's directory, absolute; undefined where nothing was run. */
  dir: string | undefined
  /** All jobs; of a search as many as it will ask for, where it says that, else those that it has asked for. */
  total: number
  /** Those that are known before any has run. */
  planned: readonly JobDocument[]
  /** Whether others follow that the sweeper chooses by what came of them. */
  searches: boolean
  /** Those that this process ran, in the order of their numbers. */
  ended: readonly EndedJob[]
  /** How many of all jobs are still to be run, those that failed too. */
  left: number
  /** The sweeper's last line. */
  summary: string | undefined
  interrupted: boolean
  gaveUp: boolean
  /** What ended it that is no job's own: what the sweeper has thrown, or a job that it drew and that is refused. */
  fault: { error: unknown } | undefined
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
  await sweep.requireMetric()
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

/** A sweep whose parts are made. */
export interface OpenSweep {
  master: Config
  parts: SweepParts
  task: SweptTask
  /** Overrides of the task. */
  overrides: readonly string[]
  maxFailures: number
  toJob: ReturnType<typeof jobComposer>
  document(num: number, overrides: JobOverrides, place: SweepPlace): JobDocument
  /**
   * Every job, where the sweeper knows them before any has run.
   * @throws ConfigError where the filter keeps none of them, or the sweeper cannot sweep over that
   */
  plan(base: Repository): Promise<readonly JobOverrides[] | undefined>
  /** The jobs to start next. */
  ask(free: number): Promise<readonly JobOverrides[]>
  /** @throws ConfigError where what a search draws from is refused at its ends */
  requireEnds(place: SweepPlace): Promise<void>
  /** What goes on with a search that has drawn jobs which are refused: an override for `resume --add`. */
  whatHelps(refused: readonly JobDocument[]): Promise<string | undefined>
  /** @throws ConfigError as the sweeper's `requireMetric` does */
  requireMetric(): Promise<void>
  /** @throws ConfigError where the launcher lacks what every job would need */
  requireReady(): Promise<void>
  /**
   * @param onFirst called when the first of them is valid
   * @throws ConfigError with all that is wrong with them
   */
  validate(jobs: readonly JobDocument[], directories: JobDirectories, onFirst?: () => void): Promise<void>
  /** Ends what the launcher holds, the first time that it is called. */
  close(): Promise<void>
}

/** Makes the parts of a sweep. */
export async function openSweep(
  unbound: Config,
  { frozen, ...composition }: Omit<Composition, 'repository'> & { frozen: FrozenRepository },
  { registry, facts, signal, listener, failFast }: SweepSettings,
  task: SweptTask,
): Promise<OpenSweep> {
  const master = bindSweep(unbound, facts)
  const parts = await atItsPlace(master, () => makeSweepParts(master, registry, facts, composition.warn))
  const { sweeper, launcher } = parts
  const composed = jobComposer({ ...composition, repository: frozen.repository }, master, facts)
  const toJob: typeof composed = (job) => {
    try {
      return composed(job)
    } catch (error) {
      throw atItsLine(error, job.overrides, sweeper)
    }
  }
  const [overrides, hydra] = [overridesOf(master, 'task'), overridesOf(master, 'hydra')].map((list) =>
    list.map((text) => referSecrets(text, facts.env)),
  ) as [string[], string[]]
  const blank = { num: 0, id: '0', attempt: 1, hydra, output: '', cwd: facts.cwd, now: facts.now.toISOString() }
  const nowhere = { dir: facts.cwd, named: '' }
  const keep = parts.filter
    ? await filterOf(parts.filter, (own) => toJob({ ...blank, overrides: own, sweep: nowhere }).config)
    : undefined
  const ofHydra = new Set(overridesOf(master, 'hydra'))
  const typed = master.parts.overrides.filter(({ text }) => !ofHydra.has(text))
  const withFixed = fixedOverrides(overrides)
  let turnedDown = 0
  let isFirst = true
  let isClosed = false
  const noteUnswept = (jobs: readonly JobOverrides[]): void => {
    if (isFirst) for (const warning of warnOfUnswept(typed, jobs)) composition.warn?.(warning)
    isFirst = false
  }
  const space = (base: Repository): SweepSpace => ({
    ...{ overrides, cwd: facts.cwd },
    keep: (job) => {
      const isKept = keep?.(withFixed(job)) ?? true
      if (!isKept) turnedDown++
      return isKept
    },
    repository: sweptConfigs(base, master, composition.warn),
    warn: (warning) => composition.warn?.(withPlace(master, warning)),
  })
  const place = (of: Dimension) => givenAt(master, of.name)
  const trying = (num: number, sweepPlace: SweepPlace): Trying => ({
    keep: (job) => keep?.(withFixed(job)) ?? true,
    async check(job) {
      const document = { ...about, num, id: String(num), overrides: withFixed(job), sweep: sweepPlace }
      return await diagnosticsOf(() => task.check(toJob(document)))
    },
  })
  const about = { hydra, attempt: 1, output: '', cwd: facts.cwd, now: facts.now.toISOString() }
  return {
    ...{ master, parts, task, overrides, toJob },
    maxFailures: failFast ? 1 : parts.maxFailures,
    document: (num, own, sweep) => ({ num, id: String(num), overrides: own, sweep, ...about }),
    plan: (base) =>
      atItsPlace(master, async () => {
        const jobs = await sweeper.plan(space(base))
        if (jobs?.length === 0 && turnedDown > 0) throw nothingPasses(turnedDown)
        if (jobs) noteUnswept(jobs)
        return jobs?.map(withFixed)
      }),
    ask: (free) =>
      atItsPlace(master, async () => {
        const jobs = await sweeper.ask(free)
        noteUnswept(jobs)
        return jobs.map(withFixed)
      }),
    async requireEnds(sweepPlace) {
      const searched = searchedBy(sweeper)
      const breath = new Breath(signal)
      const wrong = searched
        ? await wrongEnds(searched, trying(0, sweepPlace), place, async (count, total) => {
            listener.validated(count, total, 'values')
            if (!(await breath.draw())) return
            throw new Interrupted(`interrupted: ${count} of ${total} values were tried, none was run`)
          })
        : []
      if (wrong.length > 0) throw new ConfigError(wrong)
    },
    async whatHelps(refused) {
      const searched = searchedBy(sweeper)
      if (!searched) return undefined
      for (const { num, overrides: job, sweep: at } of refused) {
        const tried = trying(num, at)
        const wrong = await tried.check(job)
        if (wrong.length === 0) continue
        const textOf = (of: Dimension) => place(of).text
        return await rangeThatHelps(searched, tried, { job, wrong, textOf })
      }
      return undefined
    },
    requireMetric: () => atItsPlace(master, () => sweeper.requireMetric?.(task.metrics)),
    requireReady: () => atItsPlace(master, () => launcher.requireReady?.()),
    async validate(jobs, directories, onFirst) {
      let valid = 0
      await validateJobs(
        jobs,
        async (job) => {
          const composedJob = toJob(job)
          await checkJob(composedJob, (one) => task.check(one), directories).catch((error: unknown) => {
            throw atItsLine(error, job.overrides, sweeper)
          })
          directories.note(job.num, composedJob)
          if (valid++ === 0) onFirst?.()
        },
        { signal, onProgress: (count) => listener.validated(count, jobs.length, 'jobs') },
      )
      if (!launcher.isRemote) return
      const { refuseLiteralSecrets } = await import('./literal-secrets.js')
      refuseLiteralSecrets(
        frozen.folders(),
        jobs.flatMap((job) => [...job.hydra, ...job.overrides]),
        facts.env,
      )
    },
    async close() {
      if (isClosed) return
      isClosed = true
      await launcher.close?.()
    },
  }
}

/** The options of groups as a sweep finds them: 1.3 does not look into the folders of `hydra.searchpath`. */
function sweptConfigs(base: Repository, master: Config, warn: Composition['warn']): SweptConfigs {
  const { versionBase } = base
  const all = (group: string) => namesIn(master.parts.sources, group, 'configs')
  if (versionBase === '1.4') return { versionBase, options: all }
  const { options } = base
  const added = (group: string) => {
    const found = new Set(options(group))
    return all(group).filter((name) => !found.has(name))
  }
  return { versionBase, options, added, ...(warn && { warn }) }
}

/** Where a sweep of a key is given, and as what override. */
function givenAt(master: Config, key: string): { source: Source | undefined; text: string | undefined } {
  const typed = master.parts.overrides.findLast(({ keyElement }) => keyElement === key)
  if (typed) return { source: typed.source, text: typed.text }
  const sweeper = entryAt(master.hydra, 'sweeper')
  const node = entryAt(sweeper, 'params', key) ?? entryAt(sweeper, 'search_space', key)
  return { source: node?.source, text: node?.kind === 'string' ? `${key}=${node.value}` : undefined }
}

async function diagnosticsOf(check: () => Promise<void>): Promise<readonly Diagnostic[]> {
  try {
    await check()
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.diagnostics
    throw error
  }
}

async function filterOf(filter: Node & { value: string }, compose: (job: JobOverrides) => Config) {
  const { jobFilter } = await import('./sweepers/job-filter.js')
  return jobFilter(filter, compose)
}

/** Composes the sweep's own config from what it was defined by. */
export function composeMaster(
  composition: Composition,
  { configName, overrides }: Pick<Definition, 'configName' | 'overrides'>,
  env: NodeJS.ProcessEnv,
): Config {
  const { repository, resolvers, warn } = composition
  const origin = 'command line'
  return compose({
    repository,
    configName,
    overrides,
    env,
    warn,
    origin,
    mode: 'multirun',
    ...(resolvers && { resolvers }),
  })
}

/** A job of a sweep whose jobs are known before any has run. */
export interface PlannedJob {
  num: number
  overrides: JobOverrides
}

export interface Conducted {
  sweep: OpenSweep
  options: SweepSettings
  books: SweepBooks
  place: SweepPlace
  directories: JobDirectories
  frozen: FrozenRepository
  configName: string | null
  /** Every job, validated, in the sweeper's order; undefined where only the sweeper knows. */
  planned: readonly PlannedJob[] | undefined
  /** Jobs that the sweeper was asked for already, validated. */
  waiting: readonly JobDocument[]
  /** The number of the next job that the sweeper is asked for. */
  next: number
}

/** Runs what is left of a sweep, or of a part that was added to it, and writes its results. */
export async function conduct(conducted: Conducted): Promise<SweepReport> {
  const { dir } = conducted.place
  const resume = conducted.options.resumeBy(dir)
  const said = (error: unknown) => systemFaultOf(error, { what: 'sweep', dir, resume })
  try {
    const report = await conductJobs(conducted)
    return { ...report, fault: report.fault && { error: said(report.fault.error) } }
  } catch (error) {
    throw said(error)
  } finally {
    await conducted.sweep.close()
  }
}

async function conductJobs(conducted: Conducted): Promise<SweepReport> {
  const { sweep, options, books, place, directories, planned } = conducted
  const { sweeper, launcher } = sweep.parts
  const placed = (job: JobDocument): JobDocument => {
    return { ...job, output: books.outputOf(job.num) ?? directories.assign(job.num, place.dir) }
  }
  const numbers = new Map<string, number[]>()
  for (const { num, overrides } of planned ?? []) {
    const key = JSON.stringify(overrides)
    numbers.set(key, [...(numbers.get(key) ?? []), num])
  }
  // What is known is in the ledger before the first job starts.
  books.propose((planned ?? []).map(({ num, overrides }) => placed(sweep.document(num, overrides, place))))
  let { next } = conducted
  const propose = async (wanted: readonly JobOverrides[]): Promise<readonly JobDocument[]> => {
    const jobs = wanted.map((overrides) => {
      const num = planned ? numbers.get(JSON.stringify(overrides))?.shift() : next++
      if (num === undefined)
        throw new RunError(`the sweeper asks for a job that it did not plan: ${overrides.join(' ')}`)
      return sweep.document(num, overrides, place)
    })
    const fresh = jobs.filter(({ num }) => books.outputOf(num) === undefined)
    try {
      if (fresh.length > 0) await sweep.validate(fresh, directories)
    } catch (error) {
      throw planned || !(error instanceof ConfigError) ? error : await withWayOn(error, fresh)
    }
    books.refuseOthers(jobs)
    const all = jobs.map(placed)
    books.propose(all)
    return all
  }
  const withWayOn = async (error: ConfigError, jobs: readonly JobDocument[]): Promise<ConfigError> => {
    const helps = await sweep.whatHelps(jobs)
    if (helps === undefined) return error
    const hint = `go on by: ${options.resumeBy(place.dir, helps)}`
    return new ConfigError(
      error.diagnostics.map((each) => ({ ...each, hint })),
      { cause: error },
    )
  }
  const { facts, command, quiet, verbose, signal, listener } = options
  const program: JobProgram = {
    command,
    project: {
      ...{ program: facts.name, cwd: facts.cwd, quiet, verbose },
      ...{ configName: conducted.configName, versionBase: conducted.frozen.repository.versionBase },
      folders: conducted.frozen.folders(),
    },
  }
  const waiting = conducted.waiting.map(placed)
  books.propose(waiting)
  try {
    const { ended, interrupted, gaveUp, fault } = await launchJobs({
      ...{
        sweeper,
        ask: sweep.ask,
        launcher,
        task: sweep.task,
        toJob: sweep.toJob,
        program,
        books,
        propose,
        signal,
        listener,
      },
      ...{ waiting, maxFailures: sweep.maxFailures, total: planned && Math.max(planned.length, books.jobs.size) },
    })
    const total = Math.max(books.jobs.size, sweeper.most ?? 0)
    const report = { dir: place.dir, total, planned: [], searches: !planned, ended, left: books.left(total) }
    // What the disk does not take is said beside what was done.
    const unwritten = faultOf(() => writeResults(place.dir, books))
    return { ...report, summary: sweeper.summary?.(), interrupted, gaveUp, fault: fault ?? unwritten }
  } catch (error) {
    faultOf(() => writeResults(place.dir, books))
    throw error
  }
}

function faultOf(action: () => void): { error: unknown } | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return { error }
  }
}

function overridesOf(master: Config, whose: 'task' | 'hydra'): string[] {
  const list = entryAt(master.hydra, 'overrides', whose)
  return list ? (toPlain(list) as string[]) : []
}
