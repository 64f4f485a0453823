import type { FrozenRepository } from '../compose/repository.js'
import { entryAt } from '../config/key-path.js'
import { counted } from '../util/counted.js'
import type { JobDirectories } from './job-directories.js'
import type { SweepPlace } from './job-document.js'
import { slotsOf } from './launch-jobs.js'
import type { ProcessStart } from './launchers/job-program.js'
import type { OpenSweep } from './open-sweep.js'
import type { SweepBooks } from './sweep-books.js'
import { isOver, type SweepState } from './sweep-state.js'

/** A sweep, or what was added to one. */
export interface Part {
  sweep: OpenSweep
  added: boolean
  planned: { num: number; overrides: readonly string[] }[] | undefined
}

/**
 * What a sweep is made of: each part's jobs that are known, those of earlier parts left out, and validated. Meanwhile
 * their launcher may start what takes its time.
 */
export async function planParts(
  all: readonly { sweep: OpenSweep; added: boolean }[],
  about: {
    place: SweepPlace
    frozen: FrozenRepository
    state: SweepState
    directories: JobDirectories
    start: ProcessStart
  },
): Promise<Part[]> {
  const { place, frozen, state, directories, start } = about
  const numbers = new Map<string, number[]>()
  const parts: Part[] = []
  let next = 0
  for (const { sweep, added } of all) {
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
    parts.push({ sweep, added, planned })
  }
  const warmUp = warmingUp(parts, state, start)
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
