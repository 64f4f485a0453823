import { bindSweep } from '../run/job.js'
import type { JobDocument } from '../sweep/job-document.js'
import { runSweep, type SweepOptions, type SweepReport } from '../sweep/run-sweep.js'
import type { SweepListener } from '../sweep/sweep-listener.js'
import type { SweptTask } from '../sweep/swept-task.js'
import { counted } from '../util/counted.js'
import { Interrupted } from '../util/interrupted.js'
import { shownPath } from '../util/shown-path.js'
import { print, tell } from '../util/terminal.js'
import type { App } from './app.js'
import { EXIT } from './exit.js'
import type { Flags } from './flags.js'
import { announcesJobs } from './logging/plan-logging.js'
import type { Project } from './project.js'
import { reportError } from './report-error.js'

/** Runs a sweep and tells the user how it goes. @returns the exit code: 1 where a job failed */
export async function sweep(
  app: App,
  project: Project,
  options: Pick<SweepOptions, 'master' | 'facts' | 'signal'>,
): Promise<number> {
  const { facts, signal } = options
  const { flags } = project
  const task: SweptTask = {
    check: (job) => app.check(job, project),
    run: async (job, context) => (await app.prepare(job, project, context))(),
  }
  const teller = new SweepTeller(flags, !flags.quiet && announcesJobs(bindSweep(options.master, facts), facts))
  // After the line of whoever aborted.
  signal.addEventListener('abort', () => queueMicrotask(() => teller.tellWhatIsLeft()))
  const report = await runSweep(task, {
    ...options,
    composition: await project.composition(),
    registry: await project.registry(),
    dryRun: flags.dryRun,
    listener: teller,
  })
  const { dir, ended, total, summary, interrupted } = report
  const note = (text: string) => tell(`${text}\n`)
  const say = flags.json ? note : (text: string) => print(`${text}\n`)
  if (dir === undefined) say(`${counted(total, 'job')} valid: nothing was run`)
  else say([`${counted(ended.length, 'job')} in ${shownPath(dir, facts.cwd)}`, ...outcomes(report)].join('\n'))
  if (summary !== undefined) note(summary)
  if (interrupted) throw new Interrupted(interruption(report))
  return ended.some(({ result }) => result.status === 'failed') ? EXIT.failed : EXIT.done
}

function outcomes({ ended }: SweepReport): string[] {
  return ended.map(({ job, result }) => `${label(job)}  ${result.status === 'done' ? result.summary : result.status}`)
}

function interruption({ ended, total }: SweepReport): string {
  const stopped = ended.flatMap(({ result }) => (result.status === 'interrupted' ? [result.error.message] : []))
  return [...stopped, `interrupted after ${ended.length} of ${counted(total, 'job')}`].join('\n')
}

/** A job as lines name it: `#3: lr=0.1`. */
function label({ num, overrides }: JobDocument): string {
  return `#${num}: ${overrides.join(' ') || '(no overrides)'}`
}

/** Validating that takes longer than this is told of, and again after each further while. */
const FIRST_MS = 2000
const AGAIN_MS = 5000

class SweepTeller implements SweepListener {
  readonly #flags: Flags
  readonly #announces: boolean
  #nextProgress = performance.now() + FIRST_MS
  #started = 0
  #total: number | undefined

  constructor(flags: Flags, announces: boolean) {
    this.#flags = flags
    this.#announces = announces
  }

  validated(count: number, total: number): void {
    this.#total = total
    if (performance.now() < this.#nextProgress || count === total) return
    this.#nextProgress = performance.now() + AGAIN_MS
    this.#note(`${count.toLocaleString('en')} of ${total.toLocaleString('en')} jobs validated`)
  }

  started(job: JobDocument, total: number | undefined): void {
    this.#started = job.num + 1
    this.#total = total
    this.#note(`\n${label(job)}`)
  }

  ended(_job: JobDocument, result: Parameters<SweepListener['ended']>[1]): void {
    if (result.status === 'failed') reportError(result.error, { debug: this.#flags.debug, json: this.#flags.json })
  }

  /** For the first Ctrl-C: the second ends the process. */
  tellWhatIsLeft(): void {
    const left = (this.#total ?? 0) - this.#started
    const which = left === 1 ? `#${this.#started}` : `#${this.#started} to #${(this.#total ?? 0) - 1}`
    if (this.#total === undefined) tell('no more jobs will be started\n')
    else if (left > 0) tell(`${counted(left, 'job')} of ${this.#total} will not be run: ${which}\n`)
  }

  #note(text: string): void {
    if (this.#announces) tell(`${text}\n`)
  }
}
