import type { Config } from '../compose/index.js'
import type { Registry } from '../registry/registry.js'
import type { JobFacts } from '../run/job.js'
import type { JobDocument } from './job-document.js'
import type { EndedJob } from './launch-jobs.js'
import type { SweepListener } from './sweep-listener.js'

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
