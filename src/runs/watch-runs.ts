import { type FSWatcher, watch } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { searchRuns } from '../rundir/find-runs.js'
import { runLayout } from '../rundir/layout.js'
import { type RunSummary, readSummary, stampOf, withLiveStatus } from '../rundir/run-index.js'
import { requireRunFolder } from './list-runs.js'
import { metricsFiles } from './read-metrics.js'

/** What happened to a run. `dir` begins with the watched folder. */
export type RunEvent =
  /** It is there, or its record is another one: it went on, ended, or was killed. */
  | { readonly type: 'added' | 'changed'; readonly dir: string; readonly run: RunSummary }
  /** More was logged. */
  | { readonly type: 'metrics'; readonly dir: string }
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
  metrics: string
  run: RunSummary
}

/**
 * What happens to the runs at or below a folder: first an `added` for each that is there, then every change until the
 * signal is aborted, or the loop is left. The system tells of changes at once; where it cannot (too many watches,
 * network drives), and to see that a process was killed, the folder is looked at every `interval` too.
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
  const { signal, interval = 2000 } = options
  requireRunFolder(folder)
  const root = resolve(folder)
  const alarm = new Alarm(signal)
  const known = new Map<string, Known>()
  try {
    while (!signal?.aborted) {
      const began = performance.now()
      const { runs, folders } = searchRuns(root)
      const running: string[] = []
      const events: RunEvent[] = []
      for (const dir of runs) {
        const seen = look(dir, relative(root, dir) || '.', root, known.get(dir))
        if (!seen) continue
        const shown = join(folder, relative(root, dir))
        events.push(...changes(shown, known.get(dir), seen))
        known.set(dir, seen)
        if (seen.run.status === 'running') running.push(dir)
      }
      const there = new Set(runs)
      for (const dir of known.keys()) {
        if (there.has(dir)) continue
        known.delete(dir)
        events.push({ type: 'removed', dir: join(folder, relative(root, dir)) })
      }
      // Before the events are given: what happens while they are handled rings too.
      alarm.watch([...folders, ...running])
      yield* events
      // A large tree must not keep the process busy with looking at it.
      await alarm.ring(interval, Math.max(SETTLING, performance.now() - began))
    }
  } finally {
    alarm.close()
  }
}

/**
 * A run as it is now; undefined where it vanished meanwhile. Of one that has ended, only a new record tells anything
 * new.
 */
function look(dir: string, name: string, root: string, before: Known | undefined): Known | undefined {
  const stamp = stampOf(runLayout(dir).record)
  if (stamp === undefined) return undefined
  const unchanged = before?.stamp === stamp
  if (unchanged && before.run.status !== 'running') return before
  return {
    stamp,
    metrics: metricsStamp(dir),
    run: withLiveStatus(unchanged ? before.run : readSummary(dir, name), root),
  }
}

function metricsStamp(dir: string): string {
  try {
    const { csv, jsonLines } = metricsFiles(dir)
    return [...csv, ...jsonLines].map((name) => stampOf(join(dir, name)) ?? '').join(' ')
  } catch {
    // A record that cannot be read names no files.
    return ''
  }
}

function* changes(dir: string, before: Known | undefined, now: Known): Generator<RunEvent> {
  const run = { ...now.run, dir }
  if (!before) yield { type: 'added', dir, run }
  else {
    if (before.stamp !== now.stamp || before.run.status !== now.run.status) yield { type: 'changed', dir, run }
    if (before.metrics !== now.metrics) yield { type: 'metrics', dir }
  }
}

/** Rings where something happens in a watched folder. */
class Alarm {
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #signal: AbortSignal | undefined
  #works = true
  #rung = false
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
        this.#rung = true
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

  /** Waits for a change, and then for `settling` ms; at most for `interval` ms. */
  async ring(interval: number, settling: number): Promise<void> {
    await this.#sleep(interval, () => this.#rung)
    if (this.#rung) await this.#sleep(settling, () => false)
    this.#rung = false
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
