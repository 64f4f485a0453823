import { freezeRepository } from '../../compose/repository.js'
import type { JobReturn } from '../../run/hydra-callbacks.js'
import { bindNearly, hydraText } from '../../run/job.js'
import type { RunResult } from '../../run/results.js'
import type { JobOutcome } from '../../sweep/job-document.js'
import { checkLaunch, launchRun } from '../../sweep/launch-run.js'
import { makeLauncher } from '../../sweep/sweep-parts.js'
import { shownPath } from '../../util/shown-path.js'
import { print, printJson, tell } from '../../util/terminal.js'
import type { App, AppJob } from '../app.js'
import type { Project } from '../project.js'
import { closing, runJson } from '../run-output.js'
import { taskOf } from '../sweeps/sweep.js'
import type { HeardJob } from './job-callbacks.js'
import { workerCommand } from './worker-command.js'

/** A single run that the config's launcher does. Its callbacks hear of it as they do of any other. */
export function launchedRun(app: App, job: AppJob, project: Project, signal: AbortSignal): HeardJob {
  let opened: Pick<JobReturn, 'overrides' | 'output_dir' | 'task_name'> | undefined
  let returned: JobReturn | undefined
  const open = (output_dir: string): void => {
    const task_name = hydraText(bindNearly(job.config, job.facts), 'hydra.job.name', job.facts) ?? job.facts.name
    opened = { overrides: job.overrides, output_dir, task_name }
  }
  const end = (status: JobReturn['status'], return_value: unknown): void => {
    if (opened) returned = { status, return_value, ...opened }
  }
  const run = async (): Promise<JobOutcome> => {
    try {
      const outcome = await launch(app, job, project, { signal, open })
      end('completed', outcome.value)
      return outcome
    } catch (error) {
      end('failed', error)
      throw error
    }
  }
  return { run, returned: () => returned }
}

/** Checks a run's launcher, and that it takes no secret along. @throws ConfigError */
export async function checkLaunchedRun({ config, facts, overrides }: AppJob, project: Project): Promise<void> {
  const registry = await project.registry()
  const launcher = await makeLauncher(bindNearly(config, facts), registry, facts, (one) => project.warn(one))
  const { repository } = await project.composition()
  await checkLaunch({ launcher, overrides, facts }, freezeRepository(repository))
}

async function launch(
  app: App,
  { config, facts, overrides }: AppJob,
  project: Project,
  { signal, open }: { signal: AbortSignal; open: (dir: string) => void },
): Promise<JobOutcome> {
  const { flags } = project
  const registry = await project.registry()
  const composition = await project.composition()
  const launcher = await makeLauncher(bindNearly(config, facts), registry, facts, (one) => project.warn(one))
  const outcome = await launchRun({
    config,
    facts,
    overrides,
    signal,
    launcher,
    composition,
    task: taskOf(app, project),
    command: workerCommand(flags),
    quiet: flags.quiet,
    verbose: flags.verbose,
    show: (_job, stream, line) => (stream === 'stdout' ? print(`${line}\n`) : tell(`${line}\n`)),
    opened: open,
    lost: ({ message }) => tell(`${message}; it is run again\n`),
  })
  if (app.program !== 'polyhead') return outcome
  const result = outcome.value as RunResult
  if (flags.json) printJson(runJson(result, project.warnings))
  else print(closing(result, shownPath(outcome.outputDir, facts.cwd), flags.quiet ? [] : ['reproduce', 'eval']))
  return outcome
}
