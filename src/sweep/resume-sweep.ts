import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Config } from '../compose/index.js'
import { parseAll } from '../compose/parse-all.js'
import { type FrozenRepository, thawRepository } from '../compose/repository.js'
import { DEFAULT_VERSION_BASE } from '../compose/version-base.js'
import { entryAt } from '../config/key-path.js'
import { systemFaultOf } from '../run/system-fault.js'
import { lockRun, type RunLock } from '../rundir/run-lock.js'
import { counted } from '../util/counted.js'
import { ConfigError } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { readRegular } from '../util/read-regular.js'
import { shownPath } from '../util/shown-path.js'
import {
  changesBy,
  changesOfSearch,
  isSearch,
  refuseOldDirection,
  refuseOtherPlace,
  withOverrides,
  withoutOtherLauncher,
} from './additions.js'
import type { Composition } from './compose-jobs.js'
import { composeMaster } from './compose-master.js'
import { conduct } from './conduct-sweep.js'
import { JobDirectories } from './job-directories.js'
import type { JobDocument, SweepPlace } from './job-document.js'
import { forgetOutcome, readOutcome } from './job-outcome-file.js'
import { endWorker } from './launchers/end-worker.js'
import { Ledger, readLedger } from './ledger.js'
import { type OpenSweep, openSweep } from './open-sweep.js'
import {
  conductedOf,
  isFinished,
  jobsLeft,
  newJobs,
  type Part,
  planParts,
  whatIsNew,
  whyNothingNew,
} from './plan-rest.js'
import { writeResults } from './study/write-results.js'
import { pastOf, SweepBooks } from './sweep-books.js'
import { hasJobs } from './sweep-directory.js'
import { definitionChanges, lost, readSweepFile, type SweepFile } from './sweep-file.js'
import { sweepLayout } from './sweep-layout.js'
import type { SweepReport, SweepSettings } from './sweep-settings.js'
import { isOver, type JobState, readState, type SweepState } from './sweep-state.js'
import type { SweptTask } from './swept-task.js'

export interface ResumeSweepOptions extends Omit<SweepSettings, 'facts'> {
  env: NodeJS.ProcessEnv
  /** What composing needs beside the sweep's own configs. */
  composition: Pick<Composition, 'resolvers' | 'warn' | 'takes'>
  /** More jobs: these overrides take the place of the sweep's own. */
  add: readonly string[]
  /** Show the jobs that are left, validate those that are added, and run none. */
  dryRun: boolean
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
  if (!state.defined && hasJobs(dir)) throw lost(ledger)
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
  const lock = await lockFor(saved.dir, options)
  try {
    const opened = await openAll(saved, task, options)
    try {
      const parts = await planAll(opened, options)
      return await (options.dryRun ? showRest : conductRest)(opened, parts, options)
    } finally {
      for (const { sweep } of opened.all) await sweep.close()
    }
  } finally {
    lock?.release()
  }
}

/** What is only looked at may lie where this process may not write. */
async function lockFor(dir: string, { dryRun }: ResumeSweepOptions): Promise<RunLock | undefined> {
  try {
    return await lockRun(dir)
  } catch (error) {
    if (dryRun && ['EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

/** A saved sweep and what is added to it, opened. */
interface OpenedSweep {
  saved: SavedSweep
  /** As it is since this process alone may write. */
  state: SweepState
  task: SweptTask
  settings: SweepSettings
  composing: Omit<Composition, 'repository'> & { frozen: FrozenRepository }
  place: SweepPlace
  /** What is added now, as typed, and the changes of the sweep that come of it. */
  add: readonly string[]
  news: readonly (readonly string[])[]
  /** The sweep itself, and each of its additions. */
  masters: readonly Config[]
  all: readonly Omit<Part, 'planned'>[]
}

async function openAll(saved: SavedSweep, task: SweptTask, options: ResumeSweepOptions): Promise<OpenedSweep> {
  const { dir, definition } = saved
  const { env, composition } = options
  const add = parseAll(options.add, '--add', undefined).map(({ text }) => text)
  refuseOtherPlace(add)
  const facts = { cwd: definition.cwd, now: new Date(definition.now), name: definition.program, env }
  const settings: SweepSettings = { ...options, facts }
  const frozen = thawRepository(saved.folders, definition.versionBase ?? DEFAULT_VERSION_BASE)
  const composing = { ...composition, frozen, configName: definition.configName }
  // Whoever had it until now may have gone on with it.
  const { state } = readSweep(dir)
  if (options.dryRun) noteOutcomes(state, dir)
  const composed = (overrides: readonly string[]) =>
    composeMaster(
      { ...composing, repository: frozen.repository },
      { configName: definition.configName, overrides },
      env,
    )
  const own = composed(definition.overrides)
  const launcher = entryAt(own.hydra, 'runtime', 'choices', 'hydra/launcher')
  const changed = (more: readonly string[]) =>
    composed(withOverrides(withoutOtherLauncher(definition.overrides, more, launcher), more))
  const ofSearch = changesOfSearch(add, state.added)
  const ofAll = () => (isSearch(changed(ofSearch.at(-1) ?? [])) ? ofSearch : changesBy(add, state.added))
  const news = add.length > 0 ? ofAll() : []
  const changes = [...state.added, ...news]
  const additions = changes.map(changed)
  if (news.length > 0) refuseOldDirection(add, [own, ...additions].at(state.added.length) as Config, additions.at(-1))
  const masters = [own, ...additions]
  const all = await Promise.all(
    masters.map(async (master, i) => {
      // What the parts before it are warned of was told when they began, and may hold no more.
      const own = i < masters.length - 1 ? { ...composing, warn: () => {} } : composing
      return { sweep: await openSweep(master, own, settings, task), change: changes[i - 1] }
    }),
  )
  const place: SweepPlace = { dir, named: definition.named }
  return { saved, state, task, settings, composing, place, add, news, masters, all }
}

interface PlannedSweep {
  parts: Part[]
  directories: JobDirectories
}

async function planAll(
  { saved, state, settings, composing, place, all }: OpenedSweep,
  { isTrusted, dryRun, command, note }: ResumeSweepOptions,
): Promise<PlannedSweep> {
  const { dir } = saved
  // The directory may be a stranger's: nothing that it says makes its jobs write, or clear away, anything elsewhere.
  const directories = new JobDirectories(place, { confined: !isTrusted(dir) })
  for (const job of state.jobs.values()) directories.take(resolve(dir, job.dir))
  const start = dryRun ? undefined : { command, cwd: settings.facts.cwd }
  const parts = await planParts(all, { place, frozen: composing.frozen, state, directories, start })
  tellChanged(saved, note)
  return { parts, directories }
}

/** A search that refuses what the jobs so far gave is not added: the sweep could never go on. */
async function requirePast(opened: OpenedSweep, parts: readonly Part[]): Promise<void> {
  const { saved, state, task, settings, composing, place, news, masters } = opened
  const at = parts.findLastIndex(({ planned }) => planned === undefined)
  if (news.length === 0 || at < 0) return
  // Another one tries that: the search itself hears of jobs when those of the parts before it have ended.
  const tried = await openSweep(masters[at] as Config, { ...composing, warn: () => {} }, settings, task)
  try {
    await tried.plan(composing.frozen.repository)
    tried.parts.sweeper.resume?.(pastOf(saved.dir, state.jobs, documentOf((parts[at] as Part).sweep, place)))
  } finally {
    await tried.close()
  }
}

async function showRest(
  opened: OpenedSweep,
  { parts }: PlannedSweep,
  { note }: ResumeSweepOptions,
): Promise<SweepReport | undefined> {
  const { state, place, add } = opened
  await requirePast(opened, parts)
  if (add.length > 0) note(whatIsNew(parts, state, add) ?? whyNothingNew(parts, state.jobs.size))
  return notRun(parts, state, place, note)
}

async function conductRest(
  opened: OpenedSweep,
  { parts, directories }: PlannedSweep,
  { env, note, onStart, onEnd }: ResumeSweepOptions,
): Promise<SweepReport | undefined> {
  const { saved, state, settings, composing, place, add, news } = opened
  const { dir } = saved
  const isNew = add.length > 0 ? whatIsNew(parts, state, add) : undefined
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
  try {
    await requirePast(opened, parts)
    for (const part of conductedOf(parts)) {
      if (!isFinished([part], books)) await part.sweep.requireReady()
    }
  } catch (error) {
    books.close()
    throw error
  }
  if (isNew !== undefined) note(isNew)
  ledger.append({ event: 'resumed' })
  for (const overrides of news) ledger.append({ event: 'added', overrides })
  const { frozen, configName } = composing
  const shared = { options: settings, books, place, directories, frozen, configName }
  const { master } = (parts.at(-1) as Part).sweep
  await onStart(master)
  try {
    const report = await conductParts(parts, shared)
    if (add.length > 0 && report.ended.length + report.left === 0) {
      note(whyNothingNew(parts, books.jobs.size))
      note(`the sweep goes on by what was added: ${add.map((text) => maskTyped(text)).join(' ')}`)
    }
    return report
  } finally {
    books.close()
    await onEnd(master)
  }
}

/** Of what is left, where no job is to be run; undefined where nothing is. */
function notRun(
  parts: readonly Part[],
  state: SweepState,
  place: SweepPlace,
  note: ResumeSweepOptions['note'],
): SweepReport | undefined {
  const planned = jobsLeft(parts, state, place)
  const known = planned.filter(({ num }) => !state.jobs.has(num)).length
  const asked = newJobs(parts, state).reduce((sum, { count }) => sum + count, 0) - known
  if (planned.length + asked === 0) return undefined
  if (asked > 0) note(`${counted(asked, 'job')} of the search to be drawn`)
  const none = { dir: undefined, ended: [], interrupted: false, gaveUp: false, fault: undefined, summary: undefined }
  return { ...none, planned, searches: false, total: planned.length, left: planned.length + asked }
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
      const past = pastOf(books.dir, books.jobs, documentOf(sweep, place))
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

/** Documents of jobs that the sweep has. */
function documentOf(sweep: OpenSweep, place: SweepPlace): (state: JobState) => JobDocument {
  return ({ num, overrides, attempts, dir }) => {
    return { ...sweep.document(num, overrides, place), attempt: attempts, output: resolve(place.dir, dir) }
  }
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

/** The same where nothing is to be written. */
function noteOutcomes({ jobs }: SweepState, dir: string): void {
  for (const state of jobs.values()) {
    if (!isOver(state) && readOutcome(dir, state.num)?.status === 'done') state.status = 'done'
  }
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
