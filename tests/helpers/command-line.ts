import { polyheadApp } from '../../src/cli/polyhead-app.js'
import { runApp } from '../../src/cli/run-app.js'
import type { Outcome } from './project.js'

type Write = typeof process.stdout.write

/**
 * A command line in this process: starting one takes longer than most of what a test asks for, a short training too.
 * What is killed, fails on its disk, or starts others as it was started (a launcher's jobs) is started for real, by
 * `Project.polyhead`. The backend of TensorFlow.js stays as the command has left it, and so do modules that it imported
 * (plugins, too), timers and listeners for the process's end.
 * @param dir where it runs
 */
export async function commandLine(dir: string, args: readonly string[]): Promise<Outcome> {
  const outcome: Outcome = { code: null, stdout: '', stderr: '' }
  const { stdout, stderr } = process
  const before = { cwd: process.cwd(), exitCode: process.exitCode, stdout: stdout.write, stderr: stderr.write }
  // What a job sets for itself, and what guards the streams, ends with a process, and here with the command.
  const env = { ...process.env }
  const guards = (['stdout', 'stderr'] as const).map((name) => ({ name, usual: process[name].rawListeners('error') }))
  process.chdir(dir)
  process.exitCode = undefined
  stdout.write = keeping((text) => {
    outcome.stdout += text
  })
  stderr.write = keeping((text) => {
    outcome.stderr += text
  })
  try {
    const returned = await runApp(polyheadApp, args)
    outcome.code = Number(process.exitCode ?? returned)
  } finally {
    stdout.write = before.stdout
    stderr.write = before.stderr
    process.exitCode = before.exitCode
    process.chdir(before.cwd)
    for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name]
    Object.assign(process.env, env)
    for (const { name, usual } of guards) {
      const stream = process[name].removeAllListeners('error')
      for (const listener of usual) stream.on('error', listener as () => void)
    }
  }
  return outcome
}

function keeping(keep: (text: string) => void): Write {
  return ((chunk: string | Uint8Array, encoding?: unknown, callback?: unknown) => {
    keep(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())
    const done = typeof encoding === 'function' ? encoding : callback
    if (typeof done === 'function') queueMicrotask(done as () => void)
    return true
  }) as Write
}
