import { type FSWatcher, lstatSync, watch } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { findLog } from '../rundir/find-log.js'
import { searchRuns } from '../rundir/find-runs.js'
import { runLayout } from '../rundir/layout.js'
import {
  type IndexEntry,
  indexRuns,
  type RunSummary,
  readSummary,
  stampOf,
  withLiveStatus,
} from '../rundir/run-index.js'
import { requireDirectory } from '../util/require-directory.js'
import { metricsFiles } from './read-metrics.js'

/** What happened to a run. `dir` begins with the watched folder. */
export type RunEvent =
  /** It is there, or its record is another one: it went on, ended, or was killed. */
  | { readonly type: 'added' | 'changed'; readonly dir: string; readonly run: RunSummary }
  /** More metrics were logged, or more lines of its log. */
  | { readonly type: 'metrics' | 'log'; readonly dir: string }
  /** Its directory is gone. */
  | { readonly type: 'removed'; readonly dir: string }

/** How runs are watched. */
export interface WatchOptions {
  /** Aborting it ends the watching. */
  signal?: AbortSignal
  /** Longest time, in ms, until a change is seen of which the system tells nothing. Default: 2000. */
  interval?: number
}

/** Changes that come one after the other are seen as one: ms. */
const SETTLING = 50

interface Known {
  stamp: string
  /** Of what it logs, while it runs. */
  metrics: string
  log: string
  run: RunSummary
}

/**
 * What happens to the runs at or below a folder: first an `added` for each that is there, then every change until the
 * signal is aborted, or the loop is left. The system tells of changes at once; where it cannot (too many watches,
 * network drives), and to see that a process was killed, what runs is looked at every `interval` too, and the whole
 * folder as often as that takes little time.
 *
 * @param folder default: the working directory
 * @throws ConfigError where there is no such folder
 * @example
 * ```ts
 * for await (const event of watchRuns('outputs')) {
 *   if (event.type === 'metrics') draw(readMetrics(event.dir))
 * }
 * ```
 */
export async function* watchRuns(folder = '.', options: WatchOptions = {}): AsyncGenerator<RunEvent, void> {
  for await (const { events } of watchPasses(folder, options)) yield* events
}

/** What was seen when the folder was looked at once. */
export interface WatchPass {
  events: RunEvent[]
  /** Where it was searched as a whole: the folders in it that are no runs. */
  folders: readonly string[] | undefined
}

/** The same as `watchRuns`, look by look; the first one has all that is there. */
export async function* watchPasses(folder: string, options: WatchOptions = {}): AsyncGenerator<WatchPass, void> {
  const { signal, interval = 2000 } = options
  requireDirectory(folder)
  const watcher = new Watcher(folder)
  const alarm = new Alarm(signal)
  let [searched, nextSearch] = [0, 0]
  let rung: ReadonlySet<string> = new Set()
  try {
    while (!signal?.aborted) {
      const began = performance.now()
      const searches = began >= nextSearch || !watcher.knowsAll(rung)
      const pass = searches ? await watcher.search() : watcher.lookAtRunning()
      if (searches) {
        searched = performance.now() - began
        // A large tree must not keep the process busy with looking at it.
        nextSearch = performance.now() + Math.max(interval - SETTLING, SEARCH_SHARE * searched)
      }
      // Before the events are given: what happens while they are handled rings too.
      alarm.watch([...watcher.folders, ...watcher.running])
      yield pass
      rung = await alarm.ring(interval, Math.max(SETTLING, performance.now() - began))
    }
  } finally {
    alarm.close()
  }
}

/** Of the time between searches, a search takes at most a tenth. */
const SEARCH_SHARE = 10

/** Others come to their turn while a large tree is looked at: after so many ms. */
const TURN = 10

class Watcher {
  readonly #folder: string
  readonly #root: string
  readonly #known = new Map<string, Known>()
  folders: readonly string[] = []

  constructor(folder: string) {
    this.#folder = folder
    this.#root = resolve(folder)
  }

  /** Directories of runs that still run. */
  get running(): string[] {
    return [...this.#known].flatMap(([dir, { run }]) => (run.status === 'running' ? [dir] : []))
  }

  /** Whether nothing else is to be looked at for a change there. */
  knowsAll(dirs: ReadonlySet<string>): boolean {
    for (const dir of dirs) if (!this.#known.has(dir)) return false
    return true
  }

  /** Looks at all. */
  async search(): Promise<WatchPass> {
    const { runs, folders } = searchRuns(this.#root)
    this.folders = folders
    const index = this.#known.size === 0 ? indexRuns(this.#root, runs) : undefined
    const events: RunEvent[] = []
    let since = performance.now()
    for (const dir of runs) {
      this.#look(dir, events, index)
      if (performance.now() - since < TURN) continue
      await new Promise((turn) => setImmediate(turn))
      since = performance.now()
    }
    const there = new Set(runs)
    for (const dir of this.#known.keys()) if (!there.has(dir)) this.#forget(dir, events)
    return { events, folders }
  }

  lookAtRunning(): WatchPass {
    const events: RunEvent[] = []
    for (const dir of this.running) {
      this.#look(dir, events)
      if (!lstatSync(dir, { throwIfNoEntry: false })) this.#forget(dir, events)
    }
    return { events, folders: undefined }
  }

  #shown(dir: string): string {
    return join(this.#folder, relative(this.#root, dir))
  }

  #forget(dir: string, events: RunEvent[]): void {
    this.#known.delete(dir)
    events.push({ type: 'removed', dir: this.#shown(dir) })
  }

  #look(dir: string, events: RunEvent[], index?: ReadonlyMap<string, IndexEntry>): void {
    const before = this.#known.get(dir)
    const seen = look(dir, relative(this.#root, dir) || '.', this.#root, before, index)
    if (!seen || seen === before) return
    events.push(...changes(this.#shown(dir), before, seen))
    this.#known.set(dir, seen)
  }
}

/**
 * A run as it is now; undefined where it vanished meanwhile. Of one that has ended, only a new record tells anything
 * new.
 */
function look(
  dir: string,
  name: string,
  root: string,
  before: Known | undefined,
  index: ReadonlyMap<string, IndexEntry> | undefined,
): Known | undefined {
  const stamp = stampOf(runLayout(dir).record)
  if (stamp === undefined) return undefined
  const unchanged = before?.stamp === stamp
  if (unchanged && before.run.status !== 'running') return before
  const indexed = index?.get(name)
  const summary = unchanged ? before.run : indexed?.stamp === stamp ? indexed.summary : readSummary(dir, name)
  const run = withLiveStatus(summary, root)
  const logs = before?.run.status === 'running' || run.status === 'running'
  return { stamp, run, metrics: logs ? metricsStamp(dir, run) : '', log: logs ? logStamp(dir) : '' }
}

function metricsStamp(dir: string, { config }: RunSummary): string {
  const { csv, jsonLines } = metricsFiles(config)
  return [...csv, ...jsonLines].map((name) => stampOf(join(dir, name)) ?? '').join(' ')
}

function logStamp(dir: string): string {
  const log = findLog(dir)
  return (log !== undefined && stampOf(log)) || ''
}

function* changes(dir: string, before: Known | undefined, now: Known): Generator<RunEvent> {
  const run = { ...now.run, dir }
  if (!before) yield { type: 'added', dir, run }
  else {
    if (before.stamp !== now.stamp || before.run.status !== now.run.status) yield { type: 'changed', dir, run }
    if (before.metrics !== now.metrics) yield { type: 'metrics', dir }
    if (before.log !== now.log) yield { type: 'log', dir }
  }
}

/** Rings where something happens in a watched folder. */
class Alarm {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #signal: AbortSignal | undefined
  #works = true
  #rung = new Set<string>()
  #wake: (() => void) | undefined

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
    signal?.addEventListener('abort', this.#onAbort)
  }

  readonly #onAbort = () => this.#wake?.()

  /** Watches these folders, and no others. */
  watch(folders: readonly string[]): void {
    const wanted = new Set(folders)
    for (const [folder, watcher] of this.#watchers) {
      if (wanted.has(folder)) continue
      watcher.close()
      this.#watchers.delete(folder)
    }
    for (const folder of wanted) if (this.#works && !this.#watchers.has(folder)) this.#add(folder)
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, () => {
        this.#rung.add(folder)
        this.#wake?.()
      })
      watcher.on('error', () => {
        watcher.close()
        this.#watchers.delete(folder)
      })
      this.#watchers.set(folder, watcher)
    } catch (error) {
      // No more watches are to be had: the folders are looked at from time to time.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') this.#works = false
    }
  }

  /** Waits for a change, and then for `settling` ms; at most for `interval` ms. @returns where something changed */
  async ring(interval: number, settling: number): Promise<ReadonlySet<string>> {
    await this.#sleep(interval, () => this.#rung.size > 0)
    if (this.#rung.size > 0) await this.#sleep(settling, () => false)
    const rung = this.#rung
    this.#rung = new Set()
    return rung
  }

  async #sleep(time: number, done: () => boolean): Promise<void> {
    if (done() || this.#signal?.aborted) return
    await new Promise<void>((wake) => {
      const timer = setTimeout(wake, time)
      this.#wake = () => {
        if (!done() && !this.#signal?.aborted) return
        clearTimeout(timer)
        wake()
      }
    })
    this.#wake = undefined
  }

  close(): void {
    this.#signal?.removeEventListener('abort', this.#onAbort)
    for (const watcher of this.#watchers.values()) watcher.close()
  }
}
