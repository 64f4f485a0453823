import { join, relative, resolve } from 'node:path'
import type { LiveEvent, RunNotes } from '../browser/ui/wire.js'
import { type RunSummary, stampOf } from '../rundir/run-index.js'
import type { RunEvent } from '../runs/index.js'
import { watchPasses } from '../runs/watch-runs.js'
import { sweepLayout } from '../sweep/sweep-layout.js'
import { NO_NOTES, readNotes } from './notes.js'

type Listener = (events: readonly LiveEvent[]) => void

/**
 * The runs and sweeps below a folder, as their directories say: made when the server starts, and kept up with what
 * happens to them. Runs go by their directory relative to the folder.
 */
export class RunStore {
  readonly root: string
  readonly #runs = new Map<string, RunSummary>()
  readonly #notes = new Map<string, RunNotes>()
  readonly #listeners = new Set<Listener>()
  /** Stamps of ledgers, by the directory of the sweep. */
  readonly #sweeps = new Map<string, string>()
  #version = 0
  #inOrder: RunSummary[] | undefined

  constructor(root: string) {
    this.root = resolve(root)
  }

  /** Changes whenever a run does. */
  get version(): number {
    return this.#version
  }

  /** In the order in which `ls` has them. */
  get runs(): readonly RunSummary[] {
    this.#inOrder ??= [...this.#runs.values()]
    return this.#inOrder
  }

  get sweeps(): readonly string[] {
    return [...this.#sweeps.keys()]
  }

  run(dir: string): RunSummary | undefined {
    return this.#runs.get(dir)
  }

  hasSweep(dir: string): boolean {
    return this.#sweeps.has(dir)
  }

  notes(dir: string): RunNotes {
    return this.#notes.get(dir) ?? NO_NOTES
  }

  setNotes(dir: string, notes: RunNotes): void {
    this.#notes.set(dir, notes)
    this.#tell([{ type: 'runs' }])
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Watches until the signal is aborted. @returns when all that is there is known, and the end of the watching */
  async start(signal: AbortSignal): Promise<{ ended: Promise<void> }> {
    const passes = watchPasses(this.root, { signal, interval: 1500 })
    const first = await passes.next()
    if (!first.done) this.#take(first.value.events, first.value.folders)
    const goOn = async () => {
      for await (const { events, folders } of passes) this.#take(events, folders)
    }
    return { ended: goOn() }
  }

  #take(events: readonly RunEvent[], folders: readonly string[] | undefined): void {
    const live: LiveEvent[] = []
    let changed = false
    for (const event of events) {
      const dir = relative(this.root, event.dir) || '.'
      if ('run' in event) {
        this.#runs.set(dir, { ...event.run, dir })
        if (event.type === 'added') this.#readNotes(dir)
        else live.push({ type: 'run', dir })
      } else if (event.type === 'removed') {
        this.#runs.delete(dir)
        this.#notes.delete(dir)
      } else {
        live.push({ type: event.type, dir })
        continue
      }
      changed = true
    }
    if (changed) {
      this.#version++
      this.#inOrder = undefined
      live.push({ type: 'runs' })
    }
    if (folders) live.push(...this.#lookAtSweeps(folders))
    this.#tell(live)
  }

  #readNotes(dir: string): void {
    const notes = readNotes(join(this.root, dir))
    if (notes !== NO_NOTES) this.#notes.set(dir, notes)
  }

  #lookAtSweeps(folders: readonly string[]): LiveEvent[] {
    const live: LiveEvent[] = []
    const gone = new Set(this.#sweeps.keys())
    for (const folder of folders) {
      const stamp = stampOf(sweepLayout(folder).ledger)
      if (stamp === undefined) continue
      const dir = relative(this.root, folder) || '.'
      gone.delete(dir)
      if (this.#sweeps.get(dir) === stamp) continue
      live.push({ type: 'sweep', dir })
      this.#sweeps.set(dir, stamp)
    }
    for (const dir of gone) {
      this.#sweeps.delete(dir)
      live.push({ type: 'sweep', dir })
    }
    return live
  }

  #tell(events: readonly LiveEvent[]): void {
    if (events.length > 0) for (const listener of this.#listeners) listener(events)
  }
}
