/**
 * What it takes to run one job of a sweep, as plain data: a launcher may hand it to another process, through a queue or
 * a file. Configs, plugins and environment are those of whoever runs it.
 */
export interface JobDocument {
  /** Its number within the sweep, from 0: `hydra.job.num`. */
  num: number
  /** How often it was started before, and once more: from 1. */
  attempt: number
  /** The launcher's name for it: `hydra.job.id`. Its number, unless the launcher gives another. */
  id: string
  /** Overrides of the hydra node, which all jobs of the sweep have: they come first. */
  hydra: readonly string[]
  /** Overrides of the task: those that make this job. */
  overrides: readonly string[]
  sweep: SweepPlace
  /** It is no job of a sweep, but a single run. */
  single?: true
  /** The directory that is its alone, absolute; it is there already where the job was started before. */
  output: string
  /** The folder that the sweep was started in, absolute. */
  cwd: string
  /** The sweep's moment, ISO 8601: what `${now:…}` stands for in all of its jobs. */
  now: string
}

/** Where the jobs of a sweep write. */
export interface SweepPlace {
  /** The sweep's directory, absolute. */
  dir: string
  /**
   * What `hydra.sweep.dir` says for the sweep as a whole: a job for which it says something else has a directory of its
   * own.
   */
  named: string
}

/** Numbers by name, as a job logged them. */
export type JobMetrics = Readonly<Record<string, number>>

/** What a job came to. */
export interface JobOutcome {
  outputDir: string
  /** Its line in the sweep's summary. */
  summary: string
  /** What it gave back: a training run its results, an app what its function returned. */
  value: unknown
  /** The numbers that it is judged by. Default: those of `value`. */
  metrics?: JobMetrics
  /**
   * Whether it was told, while it ran, that it is not worth going on with: an answer may come when it has ended.
   * Default: whether the sweep has answered so.
   */
  pruned?: boolean
}

/** How a job ended, for a sweeper. `pruned`: by the sweeper's own answer to what the job reported. */
export type JobResult = ({ status: 'done' | 'pruned' } & JobOutcome) | { status: 'failed'; error: unknown }

/** A job that ended before, as a sweep that goes on knows it. */
export interface PastJob {
  job: JobDocument
  /** Undefined where it is still to be run. */
  result: JobResult | undefined
  /** What it reported, in order. */
  reports: readonly JobMetrics[]
}

/** The numbers in what a job gave back: itself as `value`, or the keys of an object whose values are numbers. */
export function metricsOf({ value, metrics }: Pick<JobOutcome, 'value' | 'metrics'>): JobMetrics {
  if (metrics) return metrics
  if (typeof value === 'number') return Number.isFinite(value) ? { value } : {}
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, each]) => Number.isFinite(each)))
}
