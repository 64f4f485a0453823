import { type ComposeOptions, type Config, compose } from '../compose/index.js'
import { bindNearly, bindSweep, hydraText, type JobFacts } from '../run/job.js'
import { launchesRuns } from '../sweep/launchers/launches-runs.js'
import { ConfigError, type Diagnostic, type DiagnosticCode } from '../util/diagnostic.js'
import { RunError } from '../util/run-error.js'
import { print } from '../util/terminal.js'
import { polyheadVersion } from '../util/version.js'
import type { App, AppJob, Commands } from './app.js'
import type { Flags } from './arguments/flags.js'
import { isSound, type ParsedLine, parseArguments } from './arguments/parse-arguments.js'
import { usageError } from './arguments/usage-error.js'
import { withDataSetHint } from './data-set-hint.js'
import { EXIT } from './exit.js'
import { interruptSignal } from './interrupt.js'
import { callbacksOf, type HeardJob, prepareJob } from './jobs/job-callbacks.js'
import { dropUnreadOutput } from './lost-output.js'
import type { Composition, Project } from './project.js'
import { reportError } from './report-error.js'

const NO_COMMANDS: Commands = new Map()

/** Runs a command line to its end. @returns the exit code */
export async function runApp(app: App, argv: readonly string[]): Promise<number> {
  dropUnreadOutput()
  process.once('beforeExit', endedEarly)
  try {
    const cwd = process.cwd()
    const at = { program: app.program, cwd }
    if (argv[0] === 'completion' && argv[1] === 'query') {
      const { completionQuery } = await import('./completion/query.js')
      process.stdout.write(await completionQuery(app, argv.slice(2), cwd))
      return EXIT.done
    }
    if (argv[0] === 'job' && argv[1] === 'worker') {
      const { jobWorker } = await import('./jobs/job-worker.js')
      return await jobWorker(app, parseArguments(argv.slice(2), NO_COMMANDS, at).args.flags)
    }
    if (argv[0] === 'job' && argv[1] === 'run') {
      const { runBatchJob } = await import('./jobs/job-run.js')
      // The batch and the place in it come last.
      const { flags } = parseArguments(argv.slice(2, -2), NO_COMMANDS, at).args
      return await runBatchJob(app, flags, argv.at(-2) as string, Number(argv.at(-1)))
    }
    if (argv[0] === 'job' && argv[1] === 'check') {
      const { checkingThread } = await import('./jobs/checking-thread.js')
      if (await checkingThread(app, cwd)) return EXIT.done
    }
    return await dispatch(app, argv, cwd)
  } catch (error) {
    const flags = { debug: argv.includes('--debug'), json: argv.includes('--json') }
    return reportError(await withDataSetHint(error), flags)
  } finally {
    process.off('beforeExit', endedEarly)
  }
}

/** Node ends where nothing is left to wait for, with 0, although somebody awaits what never comes. */
function endedEarly(): void {
  process.exitCode = reportError(
    new RunError('ended without a result: a promise of a plugin or of a task never settles', {
      hint: 'look for an await, at the top of a module too, of what nobody resolves',
    }),
  )
}

/** A line without a command is taken apart without loading the commands, unless something of it is wrong. */
async function parsedLine(argv: readonly string[], app: App, cwd: string): Promise<ParsedLine> {
  const at = { program: app.program, cwd }
  const line = parseArguments(argv, NO_COMMANDS, at)
  return isSound(line) ? line : parseArguments(argv, await app.commands(), at)
}

async function dispatch(app: App, argv: readonly string[], cwd: string): Promise<number> {
  const line = await parsedLine(argv, app, cwd)
  const { command, args } = line
  const { flags } = args
  if (flags.version) return show(`${polyheadVersion()}\n`)
  const project = app.open(flags, cwd)
  if (flags.help && line.stray.length === 0) {
    const { appHelp, commandHelp } = await import('./help.js')
    if (command) return show(commandHelp(command, app))
    const { ownHelp } = await import('./own-help.js')
    return show((await ownHelp(app, project, args.overrides)) ?? appHelp(app, await app.commands(), project.repository))
  }
  if (!isSound(line)) {
    const { wrongLine } = await import('./arguments/wrong-line.js')
    throw await wrongLine(argv, line, app, project)
  }
  if (command) return command.run(args, project, app)
  if (flags.shellCompletion !== undefined) {
    const { hydraCompletion } = await import('./completion/hydra-completion.js')
    return show(await hydraCompletion(flags.shellCompletion, app, process.env, cwd))
  }
  if (flags.hydraHelp) {
    const { hydraHelp } = await import('./own-help.js')
    return show(await hydraHelp(app, project, args.overrides))
  }
  return runOrSweep(app, line, project)
}

/** What has hints that add a key or an option. */
const HINTS_ADD: ReadonlySet<Diagnostic['code']> = new Set<DiagnosticCode>([
  'group-chosen-twice',
  'group-not-in-defaults',
  'unknown-key',
  'unknown-option',
])

/** A run or a sweep, or what it would be made of. */
async function runOrSweep(app: App, { args: { flags, overrides } }: ParsedLine, project: Project): Promise<number> {
  const facts: JobFacts = { cwd: project.cwd, now: new Date(), name: app.jobName, env: process.env }
  const composition = { ...(await project.composition()), overrides, facts }
  const composed = await composedFor(flags, composition).catch(async (error) => {
    const hasHint = error instanceof ConfigError && error.diagnostics.some(({ code }) => HINTS_ADD.has(code))
    if (!hasHint || !app.takes) throw error
    // The same again: its hints are now of keys that a job takes.
    return composedFor(flags, { ...composition, warn: () => {}, takes: await app.takes(project) })
  })
  const { config } = composed
  if (flags.info !== undefined) {
    const { info } = await import('./info.js')
    return show(await info(flags.info, config, project))
  }
  if (flags.cfg !== undefined) {
    const { showConfig } = await import('./show-config.js')
    return show(showConfig(bindNearly(config, facts), flags, facts))
  }
  const interruption = interruptSignal({ armed: composed.multirun && 'quietly' })
  const { signal, arm, release } = interruption
  try {
    const callbacks = await callbacksOf(config, project, facts, composed.multirun ? bindSweep : bindNearly)
    await callbacks?.notify('on_compose_config', callbacks.config, { config_name: project.configName, overrides })
    if (composed.multirun) {
      const { sweep } = await import('./sweeps/sweep.js')
      return await sweep(app, project, { master: config, facts, interruption })
    }
    const job = await readyJob(app, { config, facts, overrides }, project, signal)
    if (flags.dryRun) return show('the config is valid and the data are there: nothing was run\n')
    arm()
    await callbacks?.notify('on_run_start', callbacks.config)
    try {
      await job.run()
    } finally {
      const job_return = job.returned()
      if (job_return) await callbacks?.notify('on_run_end', callbacks.config, { job_return })
    }
    return EXIT.done
  } finally {
    release()
  }
}

/** A run of this process, or one that the config's launcher does. */
async function readyJob(app: App, job: AppJob, project: Project, signal: AbortSignal): Promise<HeardJob> {
  if (launchesRuns(job.config)) {
    const { checkLaunchedRun, launchedRun } = await import('./jobs/launched-run.js')
    if (!project.flags.dryRun) return launchedRun(app, job, project, signal)
    await checkLaunchedRun(job, project)
  }
  return await prepareJob(app, job, project, { signal, report: () => 'continue' })
}

interface Composed {
  config: Config
  multirun: boolean
}

interface TypedComposition extends Composition {
  overrides: readonly string[]
  facts: JobFacts
  takes?: ComposeOptions['takes']
}

/** The config of the line, or the one that it wants to run again. */
async function composedFor(flags: Flags, composition: TypedComposition): Promise<Composed> {
  const { experimentalRerun: file, multirun } = flags
  if (file === undefined) return composeFor(flags, composition)
  if (multirun) throw usageError('--experimental-rerun runs one job, and --multirun a sweep', 'leave out --multirun')
  const { rerunConfig } = await import('../run/saved-hydra.js')
  return { config: rerunConfig(file, composition.facts.cwd, composition), multirun: false }
}

/** Composes for one run or for a sweep: the flag says which, or else the config's own `hydra.mode`. */
function composeFor(flags: Flags, composition: TypedComposition): Composed {
  const options = { ...composition, origin: 'command line' }
  const asksForSweep = (config: Config) => hydraText(config, 'hydra.mode', composition.facts) === 'MULTIRUN'
  if (flags.multirun) return { config: compose({ ...options, mode: 'multirun' }), multirun: true }
  if (flags.cfg !== undefined || flags.info !== undefined) return { config: compose(options), multirun: false }
  try {
    const config = compose({ ...options, mode: 'run' })
    return { config, multirun: asksForSweep(config) }
  } catch (error) {
    // What is wrong for one run may be right for the sweep that the config asks for.
    if (!(error instanceof ConfigError)) throw error
    const config = composeOrThrow({ ...options, mode: 'multirun' }, error)
    if (!asksForSweep(config)) throw error
    return { config, multirun: true }
  }
}

function composeOrThrow(options: Parameters<typeof compose>[0], otherwise: ConfigError): Config {
  try {
    return compose(options)
  } catch {
    throw otherwise
  }
}

function show(text: string): number {
  print(text.endsWith('\n') ? text : `${text}\n`)
  return EXIT.done
}
