import type { Log } from '../util/log.js'

interface Action {
  calls: number
  ms: number
}

/** How long what took, as Lightning's SimpleProfiler tells it. */
export class Profiler {
  readonly #actions = new Map<string, Action>()
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

  /** Writes the table: what took longest comes first. Actions are within others, and add up to more than all. */
  report(log: Log): void {
    const total = performance.now() - this.#began
    const seconds = (ms: number) => (ms / 1000).toPrecision(5)
    const actions = [...this.#actions].sort(([, a], [, b]) => b.ms - a.ms)
    const calls = actions.reduce((sum, [, action]) => sum + action.calls, 0)
    const rows = [
      ['Action', 'Mean duration (s)', 'Num calls', 'Total time (s)', 'Percentage %'],
      ['Total', '-', String(calls), seconds(total), '100'],
      ...actions.map(([name, { calls, ms }]) => [
        name,
        seconds(ms / calls),
        String(calls),
        seconds(ms),
        ((100 * ms) / total).toPrecision(5),
      ]),
    ]
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)))
    log.info('Profiler report')
    for (const row of rows)
      log.info(
        row
          .map((cell, column) => cell.padEnd(widths[column] as number))
          .join('  ')
          .trimEnd(),
      )
  }
}
