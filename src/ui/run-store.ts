import { join, resolve } from 'node:path'
import type { LiveEvent, RunNotes } from '../browser/ui/wire.js'
import { type RunSummary, stampOf } from '../rundir/run-index.js'
import type { RunEvent } from '../runs/index.js'
import { watchPasses } from '../runs/watch-runs.js'
import { sweepLayout } from '../sweep/sweep-layout.js'
import { NO_NOTES, notesStamp, readNotes } from './notes.js'
import { nameBelow, partsOf } from './run-names.js'

/** Others come to their turn while many runs are looked at: after so many ms. */
const TURN = 10

type Listener = (events: readonly LiveEvent[]) => void

/**
 * The runs and sweeps below a folder, as their directories say: made when the server starts, and kept up with what
 * happens to them. Runs go by their directory relative to the folder.
 */
export class RunStore {
  readonly root: string
  readonly #runs = new Map<string, RunSummary>()
  readonly #notes = new Map<string, RunNotes & { stamp: string }>()
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

  /** To be called where the notes of a run were written. */
  lookAtNotes(dir: string): void {
    if (this.#readNotes(dir)) this.#tell([{ type: 'runs' }])
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Watches until the signal is aborted. @returns when all that is there is known, and the end of the watching */
  async start(signal: AbortSignal): Promise<{ ended: Promise<void> }> {
    const passes = watchPasses(this.root, { signal, interval: 1500 })
    const first = await passes.next()
    if (!first.done) await this.#take(first.value.events, first.value.folders)
    const goOn = async () => {
      for await (const { events, folders } of passes) await this.#take(events, folders)
    }
    return { ended: goOn() }
  }

  async #take(events: readonly RunEvent[], folders: readonly string[] | undefined): Promise<void> {
    const live: LiveEvent[] = []
    let changed = false
    for (const event of events) {
      const dir = this.#nameOf(event.dir)
      if ('run' in event) {
        this.#runs.set(dir, { ...event.run, dir })
        if (event.type !== 'added') live.push({ type: 'run', dir })
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
    // Other processes write notes, too.
    if (folders && (await this.#lookAtAllNotes()) && !changed) live.push({ type: 'runs' })
    this.#tell(live)
  }

  /** @returns whether any are other ones */
  async #lookAtAllNotes(): Promise<boolean> {
    let changed = false
    let since = performance.now()
    for (const dir of this.#runs.keys()) {
      changed = this.#readNotes(dir) || changed
      if (performance.now() - since < TURN) continue
      await new Promise((turn) => setImmediate(turn))
      since = performance.now()
    }
    return changed
  }

  /** @returns whether they are other ones */
  #readNotes(dir: string): boolean {
    const place = join(this.root, ...partsOf(dir))
    const stamp = notesStamp(place)
    if (this.#notes.get(dir)?.stamp === stamp) return false
    if (stamp === undefined) this.#notes.delete(dir)
    else this.#notes.set(dir, { ...readNotes(place), stamp })
    return true
  }

  #nameOf(dir: string): string {
    return nameBelow(this.root, dir) as string
  }

  #lookAtSweeps(folders: readonly string[]): LiveEvent[] {
    const live: LiveEvent[] = []
    const gone = new Set(this.#sweeps.keys())
    for (const folder of folders) {
      const stamp = stampOf(sweepLayout(folder).ledger)
      if (stamp === undefined) continue
      const dir = this.#nameOf(folder)
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
