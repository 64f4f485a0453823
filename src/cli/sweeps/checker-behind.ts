import { availableParallelism } from 'node:os'
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { CheckerBehind, JobsBehind, ValidJob, ValidJobs } from '../../sweep/jobs-behind.js'
import type { App } from '../app.js'
import type { CheckingData } from '../jobs/checking-thread.js'
import type { Project } from '../project.js'

/** Fewer jobs are validated sooner than a thread is of any help. */
const FEWEST = 2000
/** Asking costs as much as a twentieth of a job. */
const EACH = 20

/** A thread that validates jobs of a sweep from the last one back; undefined where it would be of no help. */
export function checkerBehind(
  app: App,
  project: Project,
  { jobs, count }: { jobs: () => JobsBehind; count: number },
): CheckerBehind | undefined {
  if (count < FEWEST || availableParallelism() < 2) return undefined
  const script = app.thread?.(project)
  if (script === undefined) return undefined
  try {
    return new CheckingThread(script, { ...jobs(), flags: project.flags })
  } catch (error) {
    // Where the system gives no thread more, this one does it all.
    if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_INIT_FAILED') return undefined
    throw error
  }
}

class CheckingThread implements CheckerBehind {
  readonly #worker: Worker
  readonly #port: MessagePort
  readonly #found = new Map<number, ValidJob>()

  constructor(script: string, data: Omit<CheckingData, 'port'>) {
    const { port1, port2 } = new MessageChannel()
    this.#port = port1
    const workerData: CheckingData = { ...data, port: port2 }
    const argv = ['job', 'check']
    // What it would print is not shown: of all that it does not tell this thread finds out by itself.
    this.#worker = new Worker(script, { argv, workerData, transferList: [port2], stdout: true, stderr: true })
    this.#worker.on('error', () => {})
    this.#worker.unref()
  }

  get ahead(): number {
    return this.#found.size
  }

  take(index: number): ValidJob | undefined {
    if (!this.#found.has(index) && index % EACH === 0) this.#receive()
    const job = this.#found.get(index)
    this.#found.delete(index)
    return job
  }

  /** A thread that is busy validating is told nothing by events. */
  #receive(): void {
    for (;;) {
      const found: ValidJobs | undefined = receiveMessageOnPort(this.#port)?.message
      if (!found) return
      for (const job of found.jobs) this.#found.set(job.index, job)
    }
  }

  end(): void {
    this.#port.close()
    void this.#worker.terminate()
  }
}
