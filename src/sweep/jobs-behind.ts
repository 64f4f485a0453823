import type { FrozenFolder } from '../compose/frozen-folder.js'
import type { VersionBase } from '../compose/index.js'
import type { JobFacts } from '../run/job.js'
import type { JobDocument, SweepPlace } from './job-document.js'

/** Jobs of a sweep and what they are composed from, for another thread that validates them too: plain data. */
export interface JobsBehind {
  jobs: readonly JobDocument[]
  place: SweepPlace
  /** Whether no job may lie elsewhere than in the sweep's directory. */
  confined: boolean
  configName: string | null
  versionBase: VersionBase
  folders: readonly FrozenFolder[]
  /** What all jobs are told of the process that validates them. */
  facts: Pick<JobFacts, 'cwd' | 'now' | 'name'>
}

/** A job that is valid, and nothing is to be said of it. */
export interface ValidJob {
  index: number
  /** The directory that its config wants, where that is not its number's. */
  dir: string | undefined
}

/** As one thread tells another. */
export interface ValidJobs {
  jobs: readonly ValidJob[]
}

/** Another thread that validates jobs from the last one back. */
export interface CheckerBehind {
  /** How many are known to be valid, beside those that were asked for. */
  readonly ahead: number
  /** What it has found of a job; undefined where nothing is known of it: then it is to be validated as any other. */
  take(index: number): ValidJob | undefined
  end(): void
}
