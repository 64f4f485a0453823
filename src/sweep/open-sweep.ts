import type { Config, Repository, SweptConfigs } from '../compose/index.js'
import { type FrozenRepository, namesIn } from '../compose/repository.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { bindSweep } from '../run/job.js'
import { referSecrets } from '../rundir/secrets.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import type { Source } from '../util/source.js'
import { atItsLine } from './at-its-line.js'
import { atItsPlace, withPlace } from './at-its-place.js'
import { Breath } from './breath.js'
import { checkJob } from './check-job.js'
import { type Composition, jobComposer } from './compose-jobs.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import type { CheckerBehind, JobsBehind } from './jobs-behind.js'
import { rangeThatHelps, searchedBy, type Trying, wrongEnds } from './search-ends.js'
import { makeSweepParts, type SweepParts } from './sweep-parts.js'
import type { SweepSettings } from './sweep-settings.js'
import type { Dimension } from './sweepers/dimension.js'
import { fixedOverrides } from './sweepers/fixed-overrides.js'
import { nothingPasses } from './sweepers/nothing-passes.js'
import type { JobOverrides, SweepSpace } from './sweepers/sweeper.js'
import type { SweptTask } from './swept-task.js'
import { warnOfUnswept } from './unswept.js'
import { validateJobs } from './validate-jobs.js'
import { wholeThatHelps } from './whole-numbers.js'

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
  /** @param example a valid job @throws ConfigError as the sweeper's `requireMetric` does */
  requireMetric(example: JobDocument | undefined): Promise<void>
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
  const about = { hydra, attempt: 1, output: '', cwd: facts.cwd, now: facts.now.toISOString() }
  const document = (num: number, own: JobOverrides, sweep: SweepPlace): JobDocument => {
    return { num, id: String(num), overrides: own, sweep, ...about }
  }
  const nowhere = { dir: facts.cwd, named: '' }
  const keep = parts.filter ? await filterOf(parts.filter, (own) => toJob(document(0, own, nowhere)).config) : undefined
  const ofHydra = new Set(overridesOf(master, 'hydra'))
  const typed = master.parts.overrides.filter(({ text }) => !ofHydra.has(text))
  const withFixed = fixedOverrides(overrides)
  const isKept = (job: JobOverrides): boolean => keep?.(withFixed(job)) ?? true
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
      const kept = isKept(job)
      if (!kept) turnedDown++
      return kept
    },
    repository: sweptConfigs(base, master, composition.warn),
    warn: (warning) => composition.warn?.(withPlace(master, warning)),
  })
  const place = (of: Dimension) => givenAt(master, of.name)
  const trying = (num: number, sweepPlace: SweepPlace): Trying => {
    const directories = new JobDirectories(sweepPlace)
    return {
      keep: isKept,
      async check(job) {
        const tried = document(num, withFixed(job), sweepPlace)
        return await diagnosticsOf(() => checkJob(toJob(tried), (one) => task.check(one), directories))
      },
    }
  }
  /** Where a key takes whole numbers, and an interval has given another one: how it is written for them. */
  const withWholeNumbers = async (mistake: Diagnostic, job: JobDocument): Promise<Diagnostic> => {
    const { check } = trying(job.num, job.sweep)
    const textOf = (key: string) => givenAt(master, key).text
    const hint = await wholeThatHelps(mistake, job.overrides, { check, textOf })
    return hint === undefined ? mistake : { ...mistake, hint }
  }
  return {
    ...{ master, parts, task, overrides, toJob, document },
    maxFailures: failFast ? 1 : parts.maxFailures,
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
    requireMetric: (example) =>
      atItsPlace(master, async () => {
        const reported = async () => (example && (await task.reports?.(toJob(example)))) ?? []
        await sweeper.requireMetric?.(task.metrics, reported, example && task.steps?.(toJob(example)))
      }),
    requireReady: () => atItsPlace(master, () => launcher.requireReady?.()),
    async validate(jobs, directories, onFirst) {
      const behind = (): JobsBehind => ({
        ...{ jobs, place: (jobs[0] as JobDocument).sweep, confined: directories.isConfined },
        ...{ configName: composition.configName, versionBase: frozen.repository.versionBase },
        folders: frozen.folders(),
        facts: { cwd: facts.cwd, now: facts.now, name: facts.name },
      })
      let checker: CheckerBehind | undefined
      let valid = 0
      directories.look()
      await validateJobs(
        jobs,
        async (job, index) => {
          const found = checker?.take(index)
          if (found) return directories.noteFound(job.num, found.dir)
          const composedJob = toJob(job)
          await checkJob(composedJob, (one) => task.check(one), directories).catch((error: unknown) => {
            throw atItsLine(error, job.overrides, sweeper)
          })
          directories.note(job.num, composedJob)
          if (valid++ > 0) return
          onFirst?.()
          // By now all folders are read that the jobs are composed from.
          checker = task.checkBehind?.(behind, jobs.length)
        },
        {
          ...{ signal, advise: withWholeNumbers },
          onProgress: (count) => listener.validated(count + (checker?.ahead ?? 0), jobs.length, 'jobs'),
        },
      ).finally(() => checker?.end())
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

function overridesOf(master: Config, whose: 'task' | 'hydra'): string[] {
  const list = entryAt(master.hydra, 'overrides', whose)
  return list ? (toPlain(list) as string[]) : []
}
