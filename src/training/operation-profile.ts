import {
  lastPreparation,
  type OperationTimer,
  startOperationTimer,
  type TimedOperation,
} from '../compile/operation-times.js'
import type { Log } from '../util/log.js'
import { describeThrown } from '../util/thrown.js'
import { logTable, type Timings } from './profiler.js'

/** Takes a trace: JSON as Chrome's tracing has it. @returns the file that it is in */
export type SaveProfile = (trace: string) => string

/** After so many training batches it ends: a file of all operations of a long run would be huge. */
const PROFILED_BATCHES = 50

interface Span {
  start: number
  ms: number
}

/** A training batch. */
interface ProfiledBatch extends Span {
  /** Whether graphs were prepared in it; so is the first one, in which code is compiled and memory taken. */
  prepares: boolean
}

/**
 * What the operations of the first training batches took: a table, and a trace that browsers show. What cannot be read
 * or written is missing, and the log says so: the training goes on.
 */
export class OperationProfile {
  readonly #log: Log
  readonly #save: SaveProfile | undefined
  readonly #timer: OperationTimer | undefined
  readonly #batches: ProfiledBatch[] = []
  #ended = false

  /** Begins. @param save missing: there is only the table */
  constructor(log: Log, save: SaveProfile | undefined) {
    this.#log = log
    this.#save = save
    this.#timer = this.#orWarn(() => {
      const timer = startOperationTimer()
      if (!timer)
        log.warn('trainer.profile: this backend does not tell what its operations take: only batches are timed')
      return timer
    })
  }

  /** A batch is done. @param start of it, as `performance.now()` counted */
  batchDone(start: number): void {
    if (this.#ended) return
    const prepares = this.#batches.length === 0 || lastPreparation() >= start
    this.#batches.push({ start, ms: performance.now() - start, prepares })
    if (this.#batches.length === PROFILED_BATCHES) this.end()
  }

  /** Writes table and trace; once. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    const batches = this.#batches
    // a validation may lie between two batches
    const all = this.#orWarn(() => this.#timer?.stop()) ?? []
    const operations = all.filter((operation) => isWithin(operation, batches))
    const file = this.#orWarn(() => this.#save?.(traceOf(operations, batches)))
    this.#report(operations)
    if (file !== undefined) {
      this.#log.info(`each call of an operation: ${file}, a trace for chrome://tracing or Perfetto`)
    }
  }

  #orWarn<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.#log.warn(`trainer.profile: ${describeThrown(error, { kind: false })}`)
      return undefined
    }
  }

  #report(operations: readonly TimedOperation[]): void {
    const preparing = this.#batches.filter(({ prepares }) => prepares)
    const steady = this.#batches.filter(({ prepares }) => !prepares)
    this.#table(steady.length > 0 ? steady : preparing, operations)
    if (steady.length === 0 || preparing.length === 0) return
    const ms = durationOf(preparing) / preparing.length
    const usual = durationOf(steady) / steady.length
    const means = `${ms.toFixed(3)} ms in the mean, and ${usual.toFixed(3)} ms after`
    this.#log.info(`not in the table: ${batchesText(preparing)} that prepared steps, ${means}`)
  }

  #table(batches: readonly ProfiledBatch[], operations: readonly TimedOperation[]): void {
    const byName = new Map<string, Timings>()
    const total = durationOf(batches)
    let others = total
    for (const { name, self } of operations.filter((operation) => isWithin(operation, batches))) {
      const all = byName.get(name) ?? { calls: 0, ms: 0 }
      byName.set(name, { calls: all.calls + 1, ms: all.ms + self })
      others -= self
    }
    byName.set('between operations', { calls: batches.length, ms: others })
    this.#log.info(`operations of ${batchesText(batches)}`)
    logTable(this.#log, { heading: 'Operation', total, timings: byName })
  }
}

function isWithin({ start, ms }: Span, batches: readonly Span[]): boolean {
  return batches.some((batch) => start >= batch.start && start + ms <= batch.start + batch.ms)
}

function batchesText({ length }: readonly ProfiledBatch[]): string {
  return `${length} training batch${length === 1 ? '' : 'es'}`
}

function durationOf(batches: readonly Span[]): number {
  return batches.reduce((sum, { ms }) => sum + ms, 0)
}

/** Microseconds; one row of batches, one of operations: those that others called lie below them. */
function traceOf(operations: readonly TimedOperation[], batches: readonly ProfiledBatch[]): string {
  const event = (name: string, { start, ms }: Span, tid: number, args: object = {}) => {
    // both ends are rounded, not the duration: what lies in something else still does
    const ts = Math.round(1000 * start)
    return { name, ph: 'X', pid: 1, tid, ts, dur: Math.round(1000 * (start + ms)) - ts, args }
  }
  const named = (tid: number, name: string) => ({ name: 'thread_name', ph: 'M', pid: 1, tid, args: { name } })
  const events = [
    named(1, 'training batches'),
    named(2, 'operations'),
    ...batches.map((batch, i) => event(`batch ${i + 1}${batch.prepares ? ' (preparing)' : ''}`, batch, 1)),
    ...[...operations]
      // one that calls another is first also where both began at once
      .sort((a, b) => a.start - b.start || b.ms - a.ms)
      .map((operation) => event(operation.name, operation, 2, { shapes: operation.shapes })),
  ]
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms' })}\n`
}
