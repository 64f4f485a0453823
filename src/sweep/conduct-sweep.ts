import type { FrozenRepository } from '../compose/repository.js'
import { systemFaultOf } from '../run/system-fault.js'
import { ConfigError } from '../util/diagnostic.js'
import { RunError } from '../util/run-error.js'
import type { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { launchJobs } from './launch-jobs.js'
import type { JobProgram } from './launchers/job-program.js'
import type { OpenSweep } from './open-sweep.js'
import { writeResults } from './study/write-results.js'
import type { SweepBooks } from './sweep-books.js'
import type { SweepReport, SweepSettings } from './sweep-settings.js'
import type { JobOverrides } from './sweepers/sweeper.js'

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
