import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { runApp } from '../../src/cli/run-app.js'

/** What the parent asks for, and what it gets. */
export interface Job {
  dir: string
  argv: string[]
}

export interface Answer {
  code: number
  output: string
  /** Errors that nobody caught. */
  uncaught: string[]
  rss: number
}

// Runs command lines in this process, one after the other: starting a process for each would take most of the time.
let output = ''
const uncaught: string[] = []
const keep = (chunk: string | Uint8Array, encoding?: unknown, callback?: unknown): boolean => {
  if (output.length < 4_000_000) output += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString()
  const done = typeof encoding === 'function' ? encoding : callback
  if (typeof done === 'function') queueMicrotask(done as () => void)
  return true
}
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => uncaught.push(error instanceof Error ? String(error.stack) : String(error)))
}
process.stdout.write = keep
process.stderr.write = keep

process.on('message', async ({ dir, argv }: Job) => {
  output = ''
  uncaught.length = 0
  process.chdir(dir)
  process.exitCode = undefined
  const returned = await runApp(polyheadApp, argv)
  // What an event brings later belongs to this command.
  await new Promise((resolve) => setTimeout(resolve, 2))
  const answer: Answer = {
    code: Number(process.exitCode ?? returned),
    output,
    uncaught: [...uncaught],
    rss: process.memoryUsage.rss(),
  }
  process.send?.(answer)
})
process.send?.('ready')
