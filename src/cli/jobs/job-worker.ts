import type { JobDocument, JobMetrics } from '../../sweep/job-document.js'
import { leaveOutcome } from '../../sweep/job-outcome-file.js'
import { packError } from '../../sweep/launchers/carry-error.js'
import type { JobProject } from '../../sweep/launchers/job-program.js'
import { END_OF_JOB, type FromWorker, type ToWorker } from '../../sweep/launchers/worker-messages.js'
import { Interrupted } from '../../util/interrupted.js'
import type { App } from '../app.js'
import type { Flags } from '../arguments/flags.js'
import { EXIT } from '../exit.js'
import { type JobRunner, openJobRunner } from './job-runner.js'

/** Does the jobs that the process which started this one gives it, until that is gone. */
export async function jobWorker(app: App, flags: Flags): Promise<number> {
  // Ctrl-C in a terminal reaches this process too: whoever gives the jobs says when to stop.
  process.on('SIGINT', () => {})
  const ended = new Promise<void>((resolve) => process.once('disconnect', resolve))
  // It may have gone while this process was loaded, when nobody listened.
  if (!process.connected) process.exit(EXIT.done)
  // A sweep that is gone wants nothing any more, whatever is running here.
  void ended.then(() => process.exit(EXIT.done))
  // What is wrong is told by the first job.
  app.warmUp?.().catch(() => {})
  const worker = new Worker(app, flags)
  process.on('message', (message) => worker.hear(message as ToWorker))
  await ended
  return EXIT.done
}

class Worker {
  readonly #app: App
  readonly #flags: Flags
  #runner: Promise<JobRunner> | undefined
  #marksEnds = false
  #abort = new AbortController()
  #answers: ((answer: 'continue' | 'prune') => void)[] = []

  constructor(app: App, flags: Flags) {
    this.#app = app
    this.#flags = flags
  }

  hear(message: ToWorker): void {
    if (message.type === 'project') {
      this.#marksEnds = message.marksEnds === true
      this.#open(message.project)
    } else if (message.type === 'job') void this.#run(message.job)
    else if (message.type === 'answer') this.#answers.shift()?.(message.answer)
    else this.#abort.abort()
  }

  #open(project: JobProject): void {
    this.#runner = openJobRunner(this.#app, this.#flags, project)
    // What is wrong is told by the first job.
    this.#runner.catch(() => {})
  }

  async #run(job: JobDocument): Promise<void> {
    this.#abort = new AbortController()
    this.#answers = []
    const report = (metrics: JobMetrics, step: number) =>
      new Promise<'continue' | 'prune'>((resolve) => {
        this.#answers.push(resolve)
        tell({ type: 'report', metrics, step })
      })
    try {
      const runner = await (this.#runner as Promise<JobRunner>)
      const outcome = await runner(job, { signal: this.#abort.signal, report })
      leaveOutcome(job.sweep.dir, job.num, { status: 'done', attempt: job.attempt, outcome })
      this.#end({ type: 'done', outcome })
    } catch (thrown) {
      this.#end({ type: thrown instanceof Interrupted ? 'interrupted' : 'failed', error: packError(thrown) })
    }
  }

  #end(message: FromWorker): void {
    if (this.#marksEnds) for (const stream of [process.stdout, process.stderr]) stream.write(`${END_OF_JOB}\n`)
    tell(message)
  }
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message)
}
