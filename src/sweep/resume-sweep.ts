import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, parseOverride } from '../compose/index.js'
import { bareKey } from '../compose/override/index.js'
import { type FrozenRepository, thawRepository } from '../compose/repository.js'
import { DEFAULT_VERSION_BASE } from '../compose/version-base.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { Node } from '../config/node.js'
import { systemFaultOf } from '../run/system-fault.js'
import { lockRun } from '../rundir/run-lock.js'
import { counted } from '../util/counted.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { readRegular } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import type { Composition } from './compose-jobs.js'
import { composeMaster } from './compose-master.js'
import { conduct } from './conduct-sweep.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { forgetOutcome, readOutcome } from './job-outcome-file.js'
import { slotsOf } from './launch-jobs.js'
import { endWorker } from './launchers/end-worker.js'
import type { ProcessStart } from './launchers/job-program.js'
import { Ledger, readLedger } from './ledger.js'
import { type OpenSweep, openSweep } from './open-sweep.js'
import { writeResults } from './study/write-results.js'
import { SweepBooks } from './sweep-books.js'
import { definitionChanges, readSweepFile, type SweepFile } from './sweep-file.js'
import { sweepLayout } from './sweep-layout.js'
import type { SweepReport, SweepSettings } from './sweep-settings.js'
import { isOver, readState, type SweepState } from './sweep-state.js'
import { moreIsBetter } from './sweepers/more-is-better.js'
import type { SweptTask } from './swept-task.js'

export interface ResumeSweepOptions extends Omit<SweepSettings, 'facts'> {
  env: NodeJS.ProcessEnv
  /** What composing needs beside the sweep's own configs. */
  composition: Pick<Composition, 'resolvers' | 'warn'>
  /** More jobs: these overrides take the place of the sweep's own. */
  add: readonly string[]
  /** Whether a sweep was started here, and may write elsewhere than in its directory. */
  isTrusted: (dir: string) => boolean
  /** Shows what is worth knowing. */
  note: (text: string) => void
}

/** A sweep as its directory has it. */
export interface SavedSweep extends SweepFile {
  dir: string
  state: SweepState
}

/** @throws ConfigError where the directory holds no sweep, or one whose definition was changed */
export function readSweep(dir: string): SavedSweep {
  const file = readSweepFile(dir)
  const { ledger, definition } = sweepLayout(dir)
  const state = readState(existsSync(ledger) ? readLedger(ledger) : [])
  const changes = state.defined ? definitionChanges(state.defined, file) : []
  if (changes.length > 0) {
    throw new ConfigError({
      code: 'changed-sweep',
      path: '',
      message: `'${shownPath(definition)}' was changed after the sweep began: ${changes.join('; ')}`,
      hint: "take that back; 'resume --add' gives a sweep more jobs, and another sweep has a directory of its own",
    })
  }
  return { ...file, dir, state }
}

/**
 * Goes on with a sweep: runs the jobs that did not end well, from the configs as they were when it began, and those
 * that are added.
 * @returns undefined where nothing is left to do
 * @throws ConfigError where it cannot go on: nothing is changed then
 */
export async function resumeSweep(
  saved: SavedSweep,
  task: SweptTask,
  options: ResumeSweepOptions,
): Promise<SweepReport | undefined> {
  const { dir } = saved
  try {
    return await goOn(saved, task, options)
  } catch (error) {
    throw systemFaultOf(error, { what: 'sweep', dir, resume: options.resumeBy(dir) })
  }
}

async function goOn(saved: SavedSweep, task: SweptTask, options: ResumeSweepOptions): Promise<SweepReport | undefined> {
  const { dir, definition } = saved
  const { env, note, add, composition } = options
  const facts = { cwd: definition.cwd, now: new Date(definition.now), name: definition.program, env }
  const settings: SweepSettings = { ...options, facts }
  const frozen = thawRepository(saved.folders, definition.versionBase ?? DEFAULT_VERSION_BASE)
  const composing = { ...composition, frozen, configName: definition.configName }
  const place: SweepPlace = { dir, named: definition.named }
  const lock = await lockRun(dir)
  let all: { sweep: OpenSweep; added: boolean }[] = []
  try {
    // Whoever had it until now may have gone on with it.
    const { state } = readSweep(dir)
    const news = add.length > 0 ? changesBy(add, state.added) : []
    const changes = [...state.added, ...news]
    const composed = (overrides: readonly string[]) =>
      composeMaster(
        { ...composing, repository: frozen.repository },
        { configName: definition.configName, overrides },
        env,
      )
    const own = composed(definition.overrides)
    const launcher = entryAt(own.hydra, 'runtime', 'choices', 'hydra/launcher')
    const additions = changes.map((more) =>
      composed(withOverrides(withoutOtherLauncher(definition.overrides, more, launcher), more)),
    )
    if (news.length > 0) refuseOldDirection(add, [own, ...additions].at(state.added.length) as Config, additions.at(-1))
    all = await Promise.all(
      [own, ...additions].map(async (master, i) => {
        return { sweep: await openSweep(master, composing, settings, task), added: i > 0 }
      }),
    )
    // The directory may be a stranger's: nothing that it says makes its jobs write, or clear away, anything elsewhere.
    const directories = new JobDirectories(place, { confined: !options.isTrusted(dir) })
    for (const job of state.jobs.values()) directories.take(resolve(dir, job.dir))
    const start = { command: options.command, cwd: facts.cwd }
    const parts = await planParts(all, { place, frozen, state, directories, start })
    tellChanged(saved, note)
    for (const job of state.jobs.values()) {
      if (job.status === 'started' && job.worker !== undefined) await endWorker(job.worker)
    }
    const ledger = new Ledger(sweepLayout(dir).ledger)
    const books = new SweepBooks(dir, ledger, state, (text) => maskSecrets(text, env))
    collectOutcomes(books)
    if (isFinished(parts, books)) {
      // The last jobs may have ended while the sweep's own process was gone.
      writeResults(dir, books)
      books.close()
      if (add.length > 0) note(whyNothingNew(parts, books.jobs.size))
      return undefined
    }
    const { master } = (parts.at(-1) as Part).sweep
    try {
      for (const part of conductedOf(parts)) {
        if (!isFinished([part], books)) await part.sweep.requireReady()
      }
    } catch (error) {
      books.close()
      throw error
    }
    ledger.append({ event: 'resumed' })
    for (const overrides of news) ledger.append({ event: 'added', overrides })
    const shared = { options: settings, books, place, directories, frozen, configName: definition.configName }
    await options.onStart(master)
    try {
      const report = await conductParts(parts, shared)
      if (add.length > 0 && report.ended.length + report.left === 0) {
        note(whyNothingNew(parts, books.jobs.size))
        note(`the sweep goes on by what was added: ${add.map((text) => maskTyped(text)).join(' ')}`)
      }
      return report
    } finally {
      books.close()
      await options.onEnd(master)
    }
  } finally {
    for (const { sweep } of all) await sweep.close()
    lock.release()
  }
}

/** A sweep, or what was added to one. */
interface Part {
  sweep: OpenSweep
  added: boolean
  planned: { num: number; overrides: readonly string[] }[] | undefined
}

/**
 * What a sweep is made of: each part's jobs that are known, those of earlier parts left out, and validated. Meanwhile
 * their launcher may start what takes its time.
 */
async function planParts(
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

/** Another metric is not as good as the one before because it is as great. */
function refuseOldDirection(add: readonly string[], before: Config, after: Config | undefined): void {
  const said = (config: Config | undefined, key: string) => {
    const node = entryAt(config?.hydra, 'sweeper', key)
    return node && toPlain(node)
  }
  const [old, metric, direction] = [said(before, 'metric'), said(after, 'metric'), said(after, 'direction')]
  const isGiven = add.some((text) => bareKey(keyOf(text)) === 'hydra.sweeper.direction')
  if (isGiven || typeof metric !== 'string' || metric === old || typeof direction !== 'string') return
  const given = add.find((text) => bareKey(keyOf(text)) === 'hydra.sweeper.metric')
  const way = moreIsBetter(metric) ? 'maximize' : 'minimize'
  throw new ConfigError({
    code: 'metrics-and-directions',
    path: 'hydra.sweeper.direction',
    message: `hydra.sweeper.metric is now '${metric}', and hydra.sweeper.direction=${direction} was said of another`,
    source: given === undefined ? undefined : parseOverride(given, { origin: '--add' }).source,
    hint: `say which it is: --add hydra.sweeper.direction=${way}`,
  })
}

/** What would give more jobs to a sweep that an addition has given none. @param jobs that it has */
function whyNothingNew(parts: readonly Part[], jobs: number): string {
  const { master } = (parts.at(-1) as Part).sweep
  const trials = entryAt(master.hydra, 'sweeper', 'n_trials')
  if (trials?.kind !== 'int') return '--add gives no new job: the sweep has them all'
  const had = Number(trials.value)
  const way = `--add hydra.sweeper.n_trials=${2 * Math.max(had, jobs)} gives it`
  const more = jobs > had ? `and the sweep has ${counted(jobs, 'job')}; ${way} more` : `${way} as many again`
  return `--add gives no new job: the search has had its ${counted(had, 'trial')}${jobs > had ? ', ' : '; '}${more}`
}

/**
 * A search that was given more trials is one search: the last. Jobs that a later addition has, too, are run as that
 * says.
 */
function conductedOf(parts: readonly Part[]): Part[] {
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

type Shared = Pick<
  Parameters<typeof conduct>[0],
  'options' | 'books' | 'place' | 'directories' | 'frozen' | 'configName'
>

async function conductParts(parts: readonly Part[], shared: Shared): Promise<SweepReport> {
  const { books, place, options } = shared
  const reports: SweepReport[] = []
  for (const { sweep, planned } of conductedOf(parts)) {
    const { sweeper } = sweep.parts
    if (planned) {
      books.refuseOthers(planned.map(({ num, overrides }) => sweep.document(num, overrides, place)))
      reports.push(await conduct({ ...shared, sweep, planned, waiting: [], next: 0 }))
    } else {
      const past = books.past(({ num, overrides, attempts }): JobDocument => {
        return { ...sweep.document(num, overrides, place), attempt: attempts, output: books.outputOf(num) as string }
      })
      sweeper.resume?.(past)
      const waiting = sweeper.resume ? past.filter(({ result }) => !result).map(({ job }) => job) : []
      const next = sweeper.resume ? books.jobs.size : 0
      reports.push(await conduct({ ...shared, sweep, planned, waiting, next }))
    }
    if (options.signal.aborted || reports.at(-1)?.gaveUp || reports.at(-1)?.fault) break
  }
  const last = reports.at(-1) as SweepReport
  const ended = reports.flatMap((report) => report.ended)
  return { ...last, ended, interrupted: reports.some(({ interrupted }) => interrupted) }
}

function isFinished(parts: readonly Part[], state: Pick<SweepBooks, 'jobs'>): boolean {
  if (parts.some(({ planned }) => planned === undefined)) return false
  const nums = parts.flatMap(({ planned }) => planned?.map(({ num }) => num) ?? [])
  return nums.every((num) => isEnded(num, state))
}

function isEnded(num: number, { jobs }: Pick<SweepBooks, 'jobs'>): boolean {
  const job = jobs.get(num)
  return job !== undefined && isOver(job)
}

/** What processes of jobs left while the sweep's own process was gone. */
function collectOutcomes(books: SweepBooks): void {
  for (const state of books.jobs.values()) {
    if (isOver(state)) continue
    const left = readOutcome(books.dir, state.num)
    if (left?.status === 'done') books.ended({ num: state.num }, left.outcome)
    forgetOutcome(books.dir, state.num)
  }
}

/**
 * What an addition changes: the sweep itself, and each earlier addition to it, so that its jobs are those of all that
 * the sweep has. How a sweep is run, the overrides of `hydra`, is as it was said last.
 */
function changesBy(add: readonly string[], earlier: readonly (readonly string[])[]): string[][] {
  const settings = earlier.reduce<readonly string[]>(
    (said, more) => withOverrides(settingsBeside(said, more), more.filter(isOfHydra)),
    [],
  )
  const changes = [[], ...earlier].map((change) => {
    const own = change.filter((text) => !isOfHydra(text))
    return withOverrides(withOverrides(own, settingsBeside(settings, add)), add)
  })
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()]
}

function isOfHydra(text: string): boolean {
  return /^[+~]*hydra\b/.test(keyOf(text))
}

/** Settings without those of a launcher, or sweeper, in whose place another one is chosen: they say nothing of that. */
function settingsBeside(settings: readonly string[], more: readonly string[]): readonly string[] {
  const replaced = more.flatMap((text) => {
    const [, group] = /^hydra\/(\w+)$/.exec(keyOf(text)) ?? []
    return group === undefined || settings.includes(text) ? [] : [group]
  })
  return settings.filter((text) => !replaced.some((group) => new RegExp(`^[+~]*hydra\\.${group}\\b`).test(keyOf(text))))
}

function keyOf(text: string): string {
  return parseOverride(text, { origin: '--add' }).keyElement
}

/** What the definition says of its launcher is nothing to another that is chosen now. */
function withoutOtherLauncher(
  own: readonly string[],
  more: readonly string[],
  launcher: Node | undefined,
): readonly string[] {
  const chosen = more.findLast((text) => bareKey(keyOf(text)) === 'hydra/launcher')
  if (chosen === undefined) return own
  const { valueText } = parseOverride(chosen, { origin: '--add' })
  if (launcher?.kind === 'string' && launcher.value === valueText) return own
  return own.filter((text) => !/^[+~]*hydra\.launcher\b/.test(keyOf(text)))
}

/** Overrides, those of the same key replaced by others in their place. */
function withOverrides(own: readonly string[], more: readonly string[]): string[] {
  const changes = new Map(more.map((text) => [keyOf(text), text]))
  const replaced = own.map((text) => {
    const key = keyOf(text)
    const change = changes.get(key)
    changes.delete(key)
    return change ?? text
  })
  return [...replaced, ...changes.values()]
}

/** Configs that are others by now: the sweep goes on from those that it began with. */
function tellChanged({ folders }: SavedSweep, note: (text: string) => void): void {
  const changed = folders.flatMap(({ dir, files }) =>
    Object.entries(files).flatMap(([name, text]) => {
      const path = join(dir, name)
      return readOrNothing(path) === text ? [] : [shownPath(path)]
    }),
  )
  if (changed.length === 0) return
  note(`changed since the sweep began, and not used: ${changed.join(', ')}`)
}

/** Of a config, in bytes. */
const LARGEST = 16 * 2 ** 20

function readOrNothing(path: string): string | undefined {
  try {
    return readRegular(path, { largest: LARGEST }).toString('utf8')
  } catch {
    return undefined
  }
}
