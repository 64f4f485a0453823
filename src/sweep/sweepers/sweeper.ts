import type { SweptConfigs } from '../../compose/index.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { FileSource } from '../../util/source.js'
import type { JobDocument, JobMetrics, JobResult, PastJob } from '../job-document.js'
import type { SearchSpace } from './dimension.js'

/** Overrides of the task that make one job, as they would be typed: `optimizer.lr=0.1`. */
export type JobOverrides = readonly string[]

/** What a sweep is over. Parameters in `hydra.sweeper` are the sweeper's own. */
export interface SweepSpace {
  /**
   * The command line's overrides of the task, in their order: those with several values, and those that all jobs have.
   */
  overrides: readonly string[]
  /** The folder that the sweep was started in, absolute: relative paths start from it. */
  cwd: string
  /** Answers which options a group has, for `glob`, and says whose rules hold. */
  repository: SweptConfigs
  /** Whether `hydra.sweeper.filter` keeps a job: one that it does not keep is none. */
  keep: (job: JobOverrides) => boolean
  /** Tells what is not wrong, but worth knowing before the sweep begins. */
  warn?: (warning: Diagnostic) => void
}

/**
 * Chooses the jobs of a sweep: a component of the group `hydra/sweeper`. It is asked for jobs, and told what came of
 * each, one call after the other; a search chooses by what it was told.
 */
export interface Sweeper {
  /** Jobs at the same time, where the launcher could run more. Default: any number. */
  readonly mostAtOnce?: number
  /** How many jobs a search asks for in all, where that is known before: what is left is counted by it. */
  readonly most?: number | undefined
  /**
   * Called once, first.
   * @returns every job, where they are known before any has run: all are then validated before the first starts.
   *   Undefined where they are not.
   * @throws ConfigError where it cannot sweep over that
   */
  plan(space: SweepSpace): readonly JobOverrides[] | undefined | Promise<readonly JobOverrides[] | undefined>
  /**
   * Where in a file an override of a job stands, its key or its value: asked where something is wrong with that, of
   * what the sweeper has from a file.
   */
  placeOf?(job: JobOverrides, override: string, part: 'key' | 'value'): FileSource | undefined
  /** Called after `plan`, of a search: what it draws from is tried at its ends before the first job. */
  searched?(): SearchSpace | undefined
  /**
   * Called before the first job, once those that are known are valid.
   * @param names of the numbers that each job gives at its end; undefined where only the jobs know
   * @param reported finds the names of those that jobs report before, the most useful first, as far as they are known
   * @param steps how often a job will report; undefined where nobody knows
   * @throws ConfigError where it cannot tell which of them counts
   */
  requireMetric?(
    names: readonly string[] | undefined,
    reported: () => Promise<readonly string[]>,
    steps?: number,
  ): void | Promise<void>
  /**
   * The jobs to start next, which those of `plan` must be, in its order. None while jobs are running: it is asked again
   * when one has ended. None while none is running: the sweep has ended.
   * @param free how many jobs the launcher could start at once; more than that wait their turn
   */
  ask(free: number): readonly JobOverrides[] | Promise<readonly JobOverrides[]>
  /**
   * A job has logged metrics, once an epoch. Without it jobs run to their end.
   * @param step counts the job's reports from 0, also where it goes on after it was stopped
   */
  report?(job: JobDocument, metrics: JobMetrics, step: number): 'continue' | 'prune'
  /**
   * Called after `plan` when a sweep is resumed, with every job that the sweeper gave before, in order, also those that
   * have not run yet. Without this method the sweeper is asked again, and must give the same jobs as before.
   */
  resume?(past: readonly PastJob[]): void
  /** A job has ended. */
  tell(job: JobDocument, result: JobResult): void | Promise<void>
  /** A line for the end of the sweep: what was found, or why there are no more jobs. */
  summary?(): string | undefined
}
