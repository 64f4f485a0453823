import type { Config } from '../../compose/index.js'
import { bindSweep } from '../../run/job.js'
import type { EndedJob } from '../../sweep/launch-jobs.js'
import { LimitReached } from '../../sweep/launchers/limit-reached.js'
import { RefusedLaunch } from '../../sweep/launchers/refused-launch.js'
import { runSweep, type SweepOptions } from '../../sweep/run-sweep.js'
import type { SweepReport, SweepSettings } from '../../sweep/sweep-settings.js'
import type { SweptTask } from '../../sweep/swept-task.js'
import { counted } from '../../util/counted.js'
import { Interrupted } from '../../util/interrupted.js'
import { maskTyped } from '../../util/mask-named.js'
import { givenPlugins } from '../../util/shell-command.js'
import { shellWord } from '../../util/shell-word.js'
import { shownPath } from '../../util/shown-path.js'
import { outputsMeet, print, printJson, tell } from '../../util/terminal.js'
import type { App } from '../app.js'
import { EXIT } from '../exit.js'
import type { Interruption } from '../interrupt.js'
import { callbacksOf, prepareJob } from '../jobs/job-callbacks.js'
import { workerCommand } from '../jobs/worker-command.js'
import { announcesJobs } from '../logging/plan-logging.js'
import type { Project } from '../project.js'
import { trust } from '../trust-store.js'
import { checkerBehind } from './checker-behind.js'
import { JobLabels, jobLabel } from './job-label.js'
import { sweepJson } from './sweep-json.js'
import { SweepTeller } from './sweep-teller.js'

/**
 * Runs a sweep and tells the user how it goes.
 * @param options.interruption armed once jobs are started
 * @returns the exit code: 1 where a job failed
 */
export async function sweep(
  app: App,
  project: Project,
  { interruption, ...options }: Pick<SweepOptions, 'master' | 'facts'> & { interruption: Interruption },
): Promise<number> {
  const { master, facts } = options
  const { flags } = project
  const labels = new JobLabels(master.parts.overrides)
  const teller = new SweepTeller(flags, { announces: announcesJobs(bindSweep(master, facts), facts), labels })
  teller.listenTo(interruption, wayOn(app, project))
  const report = await runSweep(taskOf(app, project), {
    ...options,
    signal: interruption.signal,
    ...settingsOf(app, project, teller),
    failFast: flags.failFast,
    composition: { ...(await project.composition()), takes: await app.takes?.(project) },
    registry: await project.registry(),
    dryRun: flags.dryRun,
  })
  return tellReport(report, app, project, { teller, failFast: flags.failFast })
}

/** What an app does with a job of a sweep. */
export function taskOf(app: App, project: Project): SweptTask {
  return {
    ...(app.metrics && { metrics: app.metrics }),
    check: (job) => app.check(job, project),
    checkBehind: (jobs, count) => checkerBehind(app, project, { jobs, count }),
    reports: async (job) => (await app.reports?.(job, project)) ?? [],
    steps: (job) => app.steps?.(job),
    run: async (job, context) => await (await prepareJob(app, job, project, context)).run(),
  }
}

/** What a command line brings to a sweep. */
export function settingsOf(
  app: App,
  project: Project,
  listener: SweepTeller,
): Pick<SweepSettings, 'command' | 'quiet' | 'verbose' | 'listener' | 'resumeBy' | 'trust' | 'onStart' | 'onEnd'> {
  const { flags } = project
  const tellOf = async (event: 'on_multirun_start' | 'on_multirun_end', master: Config): Promise<void> => {
    const facts = { cwd: project.cwd, now: new Date(), name: app.jobName, env: process.env }
    await (await callbacksOf(master, project, facts, (bound) => bound))?.notify(event, master)
  }
  return {
    onStart: (master) => tellOf('on_multirun_start', master),
    onEnd: (master) => tellOf('on_multirun_end', master),
    // A training run tells how it goes by what it reports, and its log has the rest.
    quiet: flags.quiet || (app.program === 'polyhead' && !flags.verbose),
    ...{ command: workerCommand(flags), verbose: flags.verbose, listener },
    resumeBy: wayOn(app, project),
    trust: trustSweep,
  }
}

/** What is typed in the folder where this process was started, to go on with a sweep. */
export function wayOn({ typed }: App, { cwd }: Project): (dir: string, add?: string) => string {
  return (dir, add) => {
    const added = add === undefined ? [] : ['--add', add]
    return `${typed} ${['resume', ...added, shownPath(dir, cwd), ...givenPlugins()].map(shellWord).join(' ')}`
  }
}

function trustSweep(dir: string): void {
  try {
    trust(dir, 'sweeps')
  } catch {
    // Where that cannot be kept, the sweep cannot go on: `resume` says so.
  }
}

/** Tells what a sweep came to. @returns the exit code @throws Interrupted where it was stopped */
export function tellReport(
  report: SweepReport,
  app: App,
  project: Project,
  {
    teller,
    failFast,
    planned: are = 'valid',
  }: {
    teller: SweepTeller
    failFast: boolean
    /** What jobs are that were not run. */
    planned?: 'valid' | 'left'
  },
): number {
  const { flags, cwd } = project
  const { dir, ended, total, planned, searches, left, summary, interrupted, gaveUp, fault } = report
  const note = (text: string) => tell(`${text}\n`)
  const say = flags.json ? note : (text: string) => print(`${text}\n`)
  const shown = dir === undefined ? '' : shownPath(dir, cwd)
  if (dir !== undefined) {
    // What its reader has seen is not said again.
    const isSeen = flags.json || outputsMeet()
    const rest = isSeen
      ? ended.filter(({ job, result }) => !teller.hasTold(job) && result.status !== 'interrupted')
      : ended
    const counts = rest.length < ended.length ? `: ${statusCounts(ended)}` : ''
    say([`${counted(ended.length, 'job')} in ${shown}${counts}`, ...outcomes(rest, teller.labels)].join('\n'))
  } else {
    if (flags.json) {
      const jobs = planned.map(({ num, overrides }) => ({ job: num, overrides: overrides.map(maskTyped) }))
      printJson({ status: are, total, jobs })
    }
    if (planned.length > 0) say(planned.map(jobLabel).join('\n'))
    const what = searches
      ? `the first ${total === 1 ? 'job' : counted(total, 'job')} of the search`
      : counted(total, 'job')
    say(total === 0 ? 'nothing was run' : `${what} ${are}: nothing was run`)
  }
  if (summary !== undefined) note(summary)
  const goOn = (add?: string) => `'${wayOn(app, project)(dir as string, add)}'`
  if (fault) {
    note(`the sweep ended after ${total - left} of ${counted(total, 'job')}`)
    if (fault.error instanceof RefusedLaunch) {
      const { way } = fault.error
      note(`go on with it by ${goOn()}${way ? `; with ${way.what} by ${goOn(way.more)}` : ''}`)
    }
    throw fault.error
  }
  if (interrupted) throw new Interrupted(stoppedText(report, goOn, teller.labels))
  if (gaveUp) {
    // Those that failed come first again.
    const past = failFast ? '' : `, past those that fail again by ${goOn('hydra.sweeper.max_failures=null')}`
    note(`${counted(left, 'job')} left after too many had failed; go on with it by ${goOn()}${past}`)
  }
  if (flags.json && dir !== undefined) printJson(sweepJson(report))
  const failed = ended.flatMap(({ result }) => (result.status === 'failed' ? [result.error] : []))
  if (failed.length === 0) return EXIT.done
  if (!gaveUp) note(`run ${failed.length === 1 ? 'it' : 'them'} again by ${goOn()}${withMore(failed, goOn)}`)
  return EXIT.failed
}

/** Where a limit of the launcher has ended jobs, they would fail again. */
function withMore(errors: readonly unknown[], goOn: (add: string) => string): string {
  const limits = new Set(errors.flatMap((error) => (error instanceof LimitReached ? [error.more] : [])))
  return Array.from(limits, (more) => `; with a higher limit by ${goOn(more)}`).join('')
}

/** `7 done, 1 failed`. */
function statusCounts(ended: readonly EndedJob[]): string {
  const counts = new Map<string, number>()
  for (const { result } of ended) counts.set(result.status, (counts.get(result.status) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}

function outcomes(ended: readonly EndedJob[], labels: JobLabels): string[] {
  return ended.map(({ job, result }) => {
    const text = result.status === 'done' || result.status === 'pruned' ? result.summary : result.status
    return `${labels.of(job)}  ${result.status === 'pruned' ? `pruned  ${text}` : text}`
  })
}

/** What did not end well is left. */
function stoppedText({ ended, total, left }: SweepReport, goOn: () => string, labels: JobLabels): string {
  const stopped = ended.flatMap(({ job, result }) =>
    result.status === 'interrupted' ? [`${labels.of(job)}  ${result.error.message}`] : [],
  )
  const last = `interrupted after ${total - left} of ${counted(total, 'job')}`
  return [...stopped, left > 0 ? `${last}, ${left} left; go on with it by ${goOn()}` : last].join('\n')
}
