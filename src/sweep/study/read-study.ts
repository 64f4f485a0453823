import { basename } from 'node:path'
import type { Study, StudyMetric, StudyTrial, TrialStatus } from '../../report/study.js'
import { maskTyped } from '../../util/mask-named.js'
import { type LedgerLine, readLedger } from '../ledger.js'
import { hasJobs } from '../sweep-directory.js'
import { lost, readSweepFile } from '../sweep-file.js'
import { sweepLayout } from '../sweep-layout.js'
import { type JobState, readState } from '../sweep-state.js'
import { dominates } from '../sweepers/pareto.js'
import { studyMetrics, sweeperWords } from './study-metrics.js'
import { type JobValues, numberOf, studyParameters, valuesOf } from './study-parameters.js'

/** When a job was started last, and when it ended: ms. */
export interface JobTimes {
  started: number | undefined
  ended: number | undefined
}

/** A sweep as a study, and what its charts do not need. */
export interface SavedStudy {
  study: Study
  /** The overrides of each job, by its number. */
  overrides: ReadonlyMap<number, readonly string[]>
  times: ReadonlyMap<number, JobTimes>
  /** What each job reported, by its number. */
  reports: ReadonlyMap<number, JobState['reports']>
  /** Whether anything counts: the sweeper names it, or a job gave a number. */
  counts: boolean
  /** When the sweep began, ISO 8601. */
  began: string
}

/**
 * The study that a sweep's directory holds, also while the sweep runs. Nothing in it is executed.
 * @throws ConfigError where the directory holds no sweep, or its ledger is damaged
 */
export function readStudy(dir: string): SavedStudy {
  const { definition } = readSweepFile(dir)
  const { ledger } = sweepLayout(dir)
  const lines = readLedger(ledger)
  const state = readState(lines)
  if (!state.defined && hasJobs(dir)) throw lost(ledger)
  const jobs = [...state.jobs.values()]
    .sort((a, b) => a.num - b.num)
    .map((job) => ({ ...job, overrides: job.overrides.map(maskTyped) }))
  const words = sweeperWords(dir)
  const given = jobs.flatMap(({ outcome }) => Object.keys(outcome?.metrics ?? {}))
  const metrics = studyMetrics(words, given)
  const values = jobs.map(({ overrides }) => valuesOf(overrides))
  const definitions = [...words.params, ...definition.overrides, ...state.added.flat()].map(maskTyped)
  const parameters = studyParameters(values, definitions)
  const times = jobTimes(lines)
  const kinds = new Map(parameters.map(({ name, kind }) => [name, kind]))
  const trials = jobs.map((job, i): StudyTrial => {
    const own = [...(values[i] as JobValues)].flatMap(([key, text]) => {
      const kind = kinds.get(key)
      return kind === undefined ? [] : [[key, kind === 'category' ? text : (numberOf(text) as number)] as const]
    })
    const { started, ended } = times.get(job.num) ?? {}
    return {
      num: job.num,
      status: statusOf(job),
      params: Object.fromEntries(own),
      dir: job.dir,
      values: metrics.map(({ name }, place) => metricOf(job, name, place)),
      curve: curveOf(job, metrics[0] as StudyMetric),
      seconds: started === undefined || ended === undefined ? null : (ended - started) / 1000,
      ...(job.error !== undefined && { error: job.error }),
    }
  })
  const isNamed = words.metrics !== undefined || words.directions !== undefined
  const hasNumber = ({ values, curve }: StudyTrial) => curve.values.length > 0 || values.some((value) => value !== null)
  return {
    study: { name: basename(dir), metrics, parameters, trials, front: frontOf(trials, metrics) },
    overrides: new Map(jobs.map(({ num, overrides }) => [num, overrides])),
    times,
    reports: new Map(jobs.map(({ num, reports }) => [num, reports])),
    counts: isNamed || trials.some(hasNumber),
    began: definition.now,
  }
}

function statusOf({ status }: JobState): TrialStatus {
  if (status === 'proposed' || status === 'lost' || status === 'interrupted') return 'waiting'
  return status === 'started' ? 'running' : status
}

/** As a search takes it: of the first metric, what was reported last counts where the job's results do not have it. */
function metricOf({ outcome, reports }: JobState, name: string, place: number): number | null {
  const value = outcome?.metrics[name] ?? (outcome && place === 0 ? reports.at(-1)?.metrics[name] : undefined)
  return Number.isFinite(value) ? (value as number) : null
}

function curveOf({ reports }: JobState, { name }: StudyMetric): StudyTrial['curve'] {
  const known = reports.filter(({ metrics }) => Number.isFinite(metrics[name]))
  return { steps: known.map(({ step }) => step), values: known.map(({ metrics }) => metrics[name] as number) }
}

function jobTimes(lines: readonly LedgerLine[]): Map<number, JobTimes> {
  const times = new Map<number, JobTimes>()
  for (const line of lines) {
    const at = Date.parse(line.time)
    if (line.event === 'started') times.set(line.num, { started: at, ended: undefined })
    else if (line.event === 'done' || line.event === 'pruned' || line.event === 'failed') {
      const known = times.get(line.num) ?? { started: undefined, ended: undefined }
      if (known.ended === undefined) times.set(line.num, { ...known, ended: at })
    }
  }
  return times
}

function frontOf(trials: readonly StudyTrial[], metrics: readonly StudyMetric[]): number[] {
  const ended = trials.flatMap(({ num, status, values }) => {
    if (status !== 'done' || values.includes(null)) return []
    const signed = (values as number[]).map((value, i) => (metrics[i]?.direction === 'maximize' ? -value : value))
    return [{ num, signed }]
  })
  if (metrics.length === 1) {
    const best = ended.reduce<(typeof ended)[number] | undefined>(
      (least, trial) => (!least || (trial.signed[0] as number) < (least.signed[0] as number) ? trial : least),
      undefined,
    )
    return best ? [best.num] : []
  }
  return ended.filter((trial) => !ended.some((other) => dominates(other.signed, trial.signed))).map(({ num }) => num)
}
