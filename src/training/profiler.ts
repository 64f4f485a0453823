import type { Log } from '../util/log.js'

/** Of all calls of one thing. */
export interface Timings {
  calls: number
  ms: number
}

/** How long what took, as Lightning's SimpleProfiler tells it. */
export class Profiler {
  readonly #actions = new Map<string, Timings>()
  readonly #began = performance.now()

  /** Does it, and adds its time to that of an action: what it waits for counts, too. */
  async time<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    const start = performance.now()
    try {
      return await work()
    } finally {
      const action = this.#actions.get(name) ?? { calls: 0, ms: 0 }
      this.#actions.set(name, action)
      action.calls++
      action.ms += performance.now() - start
    }
  }

  /** Writes the table. Actions are within others, and add up to more than all. */
  report(log: Log): void {
    log.info('Profiler report')
    logTable(log, { heading: 'Action', total: performance.now() - this.#began, timings: this.#actions })
  }
}

interface TimingsTable {
  /** Of the first column. */
  heading: string
  /** Of which shares are told: ms. */
  total: number
  timings: ReadonlyMap<string, Timings>
}

/** Logs what took how long: what took longest comes first. */
export function logTable(log: Log, { heading, total, timings }: TimingsTable): void {
  const shown = (ms: number) => ms.toFixed(3)
  const sorted = [...timings].sort(([, a], [, b]) => b.ms - a.ms)
  const calls = sorted.reduce((sum, [, one]) => sum + one.calls, 0)
  const rows = [
    [heading, 'Mean duration (ms)', 'Num calls', 'Total time (ms)', 'Percentage %'],
    ['Total', '-', String(calls), shown(total), '100'],
    ...sorted.map(([name, { calls, ms }]) => [
      name,
      shown(ms / calls),
      String(calls),
      shown(ms),
      ((100 * ms) / total).toFixed(2),
    ]),
  ]
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
  for (const row of rows) {
    const cells = row.map((cell, column) => cell.padEnd(widths[column] as number))
    log.info(cells.join('  ').trimEnd())
  }
}
