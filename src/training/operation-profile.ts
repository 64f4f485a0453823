import { type OperationTimer, startOperationTimer, type TimedOperation } from '../compile/operation-times.js'
import type { Log } from '../util/log.js'
import { logTable, type Timings } from './profiler.js'

/** Takes a trace: JSON as Chrome's tracing has it. */
export type SaveProfile = (trace: string) => void

/** After so many training batches it ends: a file of all operations of a long run would be huge. */
const PROFILED_BATCHES = 50

/** A training batch. */
interface Span {
  start: number
  ms: number
}

/** What the operations of the first training batches took: a table, and a trace that browsers show. */
export class OperationProfile {
  readonly #log: Log
  readonly #save: SaveProfile | undefined
  readonly #timer: OperationTimer | undefined
  readonly #batches: Span[] = []
  #ended = false

  /** Begins. @param save missing: there is only the table */
  constructor(log: Log, save: SaveProfile | undefined) {
    this.#log = log
    this.#save = save
    this.#timer = startOperationTimer()
    if (this.#timer) return
    log.warn('trainer.profile: this backend does not tell what its operations take: only batches are timed')
  }

  /** A batch is done. @param start of it, as `performance.now()` counted */
  batchDone(start: number): void {
    if (this.#ended) return
    this.#batches.push({ start, ms: performance.now() - start })
    if (this.#batches.length === PROFILED_BATCHES) this.end()
  }

  /** Writes table and trace; once. */
  end(): void {
    if (this.#ended) return
    this.#ended = true
    // a validation may lie between two batches
    const operations = (this.#timer?.stop() ?? []).filter((operation) => this.#isWithinBatch(operation))
    this.#save?.(traceOf(operations, this.#batches))
    this.#report(operations)
  }

  #isWithinBatch({ start, ms }: Span): boolean {
    return this.#batches.some((batch) => start < batch.start + batch.ms && start + ms > batch.start)
  }

  #report(operations: readonly TimedOperation[]): void {
    const byName = new Map<string, Timings>()
    const total = this.#batches.reduce((sum, { ms }) => sum + ms, 0)
    let others = total
    for (const { name, ms } of operations) {
      const all = byName.get(name) ?? { calls: 0, ms: 0 }
      byName.set(name, { calls: all.calls + 1, ms: all.ms + ms })
      others -= ms
    }
    byName.set('between operations', { calls: this.#batches.length, ms: Math.max(0, others) })
    this.#log.info(`operations of the first ${this.#batches.length} training batches`)
    logTable(this.#log, { heading: 'Operation', total, timings: byName })
  }
}

/** Microseconds; one row of batches, one of operations. */
function traceOf(operations: readonly TimedOperation[], batches: readonly Span[]): string {
  const event = (name: string, { start, ms }: Span, tid: number, args: object = {}) => {
    return { name, ph: 'X', pid: 1, tid, ts: Math.round(1000 * start), dur: Math.round(1000 * ms), args }
  }
  const named = (tid: number, name: string) => ({ name: 'thread_name', ph: 'M', pid: 1, tid, args: { name } })
  const events = [
    named(1, 'training batches'),
    named(2, 'operations'),
    ...batches.map((batch, i) => event(`batch ${i + 1}`, batch, 1)),
    ...[...operations]
      .sort((a, b) => a.start - b.start)
      .map((operation) => event(operation.name, operation, 2, { shapes: operation.shapes })),
  ]
  return `${JSON.stringify({ traceEvents: events, displayTimeUnit: 'ms' })}\n`
}
