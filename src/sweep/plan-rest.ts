import type { FrozenRepository } from '../compose/repository.js'
import { entryAt } from '../config/key-path.js'
import { counted } from '../util/counted.js'
import { maskTyped } from '../util/mask-named.js'
import { isOfJobs } from './additions.js'
import type { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { slotsOf } from './launch-jobs.js'
import type { ProcessStart } from './launchers/job-program.js'
import type { OpenSweep } from './open-sweep.js'
import type { SweepBooks } from './sweep-books.js'
import { isOver, type SweepState } from './sweep-state.js'

/** A sweep, or what was added to one. */
export interface Part {
  sweep: OpenSweep
  /** What was added to the sweep as it began; undefined: that itself. */
  change: readonly string[] | undefined
  planned: { num: number; overrides: readonly string[] }[] | undefined
}

/**
 * What a sweep is made of: each part's jobs that are known, those of earlier parts left out, and validated. Meanwhile
 * their launcher may start what takes its time.
 */
export async function planParts(
  all: readonly Omit<Part, 'planned'>[],
  about: {
    place: SweepPlace
    frozen: FrozenRepository
    state: SweepState
    directories: JobDirectories
    /** Undefined where no job is to be run. */
    start: ProcessStart | undefined
  },
): Promise<Part[]> {
  const { place, frozen, state, directories, start } = about
  const numbers = new Map<string, number[]>()
  const parts: Part[] = []
  let next = 0
  for (const { sweep, change } of all) {
    const found = await sweep.plan(frozen.repository)
    // A job that is wanted twice is two jobs.
    const earlier = new Map(Array.from(numbers, ([key, nums]) => [key, [...nums]]))
    const planned = found?.map((overrides) => {
      const key = JSON.stringify(overrides)
      const known = earlier.get(key)?.shift()
      const num = known ?? next++
      if (known === undefined) numbers.set(key, [...(numbers.get(key) ?? []), num])
      return { num, overrides }
    })
    parts.push({ sweep, change, planned })
  }
  const warmUp = start && warmingUp(parts, state, start)
  for (const { sweep, planned } of parts) {
    const fresh = (planned ?? []).filter(({ num }) => !state.jobs.has(num))
    const documents = fresh.map(({ num, overrides }) => sweep.document(num, overrides, place))
    await sweep.validate(documents, directories, () => warmUp?.(fresh))
    await sweep.requireMetric(documents[0])
  }
  for (const { sweep, planned } of conductedOf(parts)) if (!planned) await sweep.requireEnds(place)
  return parts
}

/**
 * Has the launcher of the jobs that come next start what takes its time: at once where the sweep has some of them,
 * which were valid then.
 * @returns called where the first of others is valid; undefined where it was started, or nothing is left
 */
function warmingUp(
  parts: readonly Part[],
  state: SweepState,
  start: ProcessStart,
): ((valid: readonly { num: number }[]) => void) | undefined {
  const next = conductedOf(parts).find((part) => !isFinished([part], state))
  if (!next) return undefined
  const { launcher, sweeper } = next.sweep.parts
  const isLeft = (num: number) => !isEnded(num, state)
  const ended = Array.from(state.jobs.keys()).filter((num) => !isLeft(num)).length
  const left = next.planned?.filter(({ num }) => isLeft(num))
  const count = left?.length ?? (sweeper.most ?? Number.POSITIVE_INFINITY) - ended
  let isWarm = count <= 0
  const warmUp = (): void => {
    if (!isWarm) launcher.warmUp?.(start, Math.min(slotsOf(next.sweep.parts), count))
    isWarm = true
  }
  if (left ? left.some(({ num }) => state.jobs.has(num)) : state.jobs.size > 0) warmUp()
  const nums = new Set(left?.map(({ num }) => num))
  return (valid) => {
    if (valid.some(({ num }) => nums.has(num))) warmUp()
  }
}

/**
 * A search that was given more trials is one search: the last. Jobs that a later addition has, too, are run as that
 * says.
 */
export function conductedOf(parts: readonly Part[]): Part[] {
  const lastSearch = parts.findLastIndex(({ planned }) => planned === undefined)
  return parts.filter(({ planned }, index) => {
    if (planned === undefined) return index === lastSearch
    return !parts.slice(index + 1).some((later) => hasAllOf(later, planned))
  })
}

function hasAllOf({ planned }: Part, others: readonly { num: number }[]): boolean {
  const nums = new Set(planned?.map(({ num }) => num))
  return others.every(({ num }) => nums.has(num))
}

export function isFinished(parts: readonly Part[], state: Pick<SweepBooks, 'jobs'>): boolean {
  if (parts.some(({ planned }) => planned === undefined)) return false
  const nums = parts.flatMap(({ planned }) => planned?.map(({ num }) => num) ?? [])
  return nums.every((num) => isEnded(num, state))
}

function isEnded(num: number, { jobs }: Pick<SweepBooks, 'jobs'>): boolean {
  const job = jobs.get(num)
  return job !== undefined && isOver(job)
}

/** The jobs that are left, as far as they are known. */
export function jobsLeft(parts: readonly Part[], state: Pick<SweepState, 'jobs'>, place: SweepPlace): JobDocument[] {
  const left = new Map<number, JobDocument>()
  for (const { sweep, planned } of conductedOf(parts)) {
    for (const { num, overrides } of planned ?? state.jobs.values())
      if (!isEnded(num, state)) left.set(num, sweep.document(num, overrides, place))
  }
  return [...left.values()].sort((a, b) => a.num - b.num)
}

/** How many jobs each part has that the sweep has not had: those that are known, and those that a search asks for. */
export function newJobs(parts: readonly Part[], { jobs }: Pick<SweepState, 'jobs'>): { part: Part; count: number }[] {
  const known = new Set(jobs.keys())
  return conductedOf(parts).map((part) => {
    const { planned, sweep } = part
    const before = known.size
    for (const { num } of planned ?? []) known.add(num)
    const asked = planned ? 0 : Math.max(0, (sweep.parts.sweeper.most ?? 0) - known.size)
    return { part, count: known.size - before + asked }
  })
}

/** More parts than this are not named. */
const MOST_PARTS = 5

/** What an addition gives, before the first of its jobs starts; undefined where that is none that is known. */
export function whatIsNew(
  parts: readonly Part[],
  state: Pick<SweepState, 'jobs'>,
  add: readonly string[],
): string | undefined {
  const found = newJobs(parts, state).filter(({ count }) => count > 0)
  const total = found.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return undefined
  // How the sweep is run was said before: it gives no job.
  const isShown = (text: string) => add.includes(text) || isOfJobs(text)
  const by = ({ change }: Part) => change?.filter(isShown).map(maskTyped).join(' ') || 'the sweep as it began'
  const each = found.map(({ part, count }) => (found.length === 1 ? by(part) : `${count} by ${by(part)}`))
  const shown = each.length > MOST_PARTS ? [...each.slice(0, MOST_PARTS), '…'] : each
  return `--add gives ${counted(total, 'new job')}: ${shown.join(', ')}`
}

/** What would give more jobs to a sweep that an addition has given none. @param jobs that it has */
export function whyNothingNew(parts: readonly Part[], jobs: number): string {
  const { master } = (parts.at(-1) as Part).sweep
  const trials = entryAt(master.hydra, 'sweeper', 'n_trials')
  if (trials?.kind !== 'int') return '--add gives no new job: the sweep has them all'
  const had = Number(trials.value)
  const way = `--add hydra.sweeper.n_trials=${2 * Math.max(had, jobs)} gives it`
  const more = jobs > had ? `and the sweep has ${counted(jobs, 'job')}; ${way} more` : `${way} as many again`
  return `--add gives no new job: the search has had its ${counted(had, 'trial')}${jobs > had ? ', ' : '; '}${more}`
}
