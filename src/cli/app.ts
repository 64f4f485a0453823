import { type Config, compose, type Repository } from '../compose/index.js'
import type { ResolverRegistry } from '../config/index.js'
import type { JobFacts } from '../run/job.js'
import { bindNearly, hydraText } from '../run/job.js'
import type { JobOutcome, SweptTask } from '../sweep/swept-task.js'
import { ConfigError } from '../util/diagnostic.js'
import { nearest } from '../util/suggest.js'
import { polyheadVersion } from '../util/version.js'
import { type Arguments, type CommandOption, type Flags, looksLikeOverride, parseArguments } from './arguments.js'
import { interruptSignal } from './interrupt.js'
import { EXIT, reportError } from './report-error.js'

/** One job of an app, composed, before anything is written. */
export interface AppJob {
  config: Config
  facts: JobFacts
  overrides: readonly string[]
}

/** Where an app's configs are. */
export interface OpenedConfigs {
  repository: Repository
  configName: string | null
}

/** What composing needs beside overrides. */
export interface CompositionBase extends OpenedConfigs {
  resolvers?: ResolverRegistry
}

/** A job that is known to be possible. */
export type ReadyJob = () => Promise<JobOutcome>

/** What differs between `polyhead` and an app built on `main`. */
export interface App {
  /** `hydra.job.name` where no config sets it. */
  jobName: string
  /** The search path and primary config for these flags. */
  open(flags: Flags, cwd: string): OpenedConfigs
  /** Resolvers of the app's own, and of plugins. */
  resolvers(flags: Flags, cwd: string): Promise<ResolverRegistry | undefined>
  commands: ReadonlyMap<string, Command>
  /** What `--info plugins` lists. */
  plugins(flags: Flags): Promise<readonly string[]>
  /** Validates a job's config; opens no data. */
  check(job: AppJob, flags: Flags): Promise<void>
  /** Validates a job and opens its data, without writing anything; running it is what it returns. */
  prepare(job: AppJob, flags: Flags, signal: AbortSignal): Promise<ReadyJob>
}

/** A command beside runs: `reproduce`, `explain` …. */
export interface Command {
  /** One line for the help. */
  summary: string
  usage: string
  options: Readonly<Record<string, CommandOption>>
  load: () => Promise<(args: Arguments, app: App) => Promise<number>>
}

/** Runs a command line to its end. @returns the exit code */
export async function runApp(app: App, argv: readonly string[]): Promise<number> {
  const debug = argv.includes('--debug')
  const json = argv.includes('--json')
  try {
    if (argv[0] === 'completion' && argv[1] === 'query') {
      const { completionQuery } = await import('./completion/query.js')
      process.stdout.write(await completionQuery(app, argv.slice(2), process.cwd()))
      return EXIT.done
    }
    const options = new Map([...app.commands].map(([name, command]) => [name, command.options]))
    const args = parseArguments(argv, options)
    return await dispatch(app, args)
  } catch (error) {
    return reportError(error, { debug, json })
  }
}

async function dispatch(app: App, args: Arguments): Promise<number> {
  const { flags } = args
  if (flags.version) return print(`${polyheadVersion()}\n`)
  if (args.command !== undefined && !flags.help) {
    const command = app.commands.get(args.command) as Command
    return (await command.load())(args, app)
  }
  if (args.command === undefined) refuseOtherWords(args.overrides, app)
  const cwd = process.cwd()
  const now = new Date()
  const facts: JobFacts = { cwd, now, name: app.jobName, env: process.env }
  const resolvers = await app.resolvers(flags, cwd)
  const opened: CompositionBase = { ...app.open(flags, cwd), ...(resolvers && { resolvers }) }
  if (flags.help) {
    const { helpPage } = await import('./help.js')
    return print(helpPage(app, args, opened.repository))
  }
  const overrides = [...args.overrides]
  const composed = composeFor(args, { ...opened, overrides, facts })
  const { config } = composed
  if (flags.info !== undefined) {
    const { info } = await import('./info.js')
    return print(await info(flags.info, app, config, flags))
  }
  if (flags.cfg !== undefined) {
    const { showConfig } = await import('./show-config.js')
    return print(showConfig(bindNearly(config, facts), flags, facts))
  }
  const { signal, release } = interruptSignal()
  try {
    if (composed.multirun) {
      const { runSweep } = await import('../sweep/run-sweep.js')
      const task = sweptTask(app, flags, signal)
      const failed = await runSweep(task, { ...opened, overrides, facts, dryRun: flags.dryRun, signal })
      return failed > 0 ? EXIT.failed : EXIT.done
    }
    const ready = await app.prepare({ config, facts, overrides }, flags, signal)
    if (flags.dryRun) return print('the config is valid and the data are there: nothing was run\n')
    await ready()
    return EXIT.done
  } finally {
    release()
  }
}

function sweptTask(app: App, flags: Flags, signal: AbortSignal): SweptTask {
  return {
    check: (job) => app.check(job, flags),
    run: async (job) => (await app.prepare(job, flags, signal))(),
    report: (error) => void reportError(error, { debug: flags.debug }),
  }
}

interface Composition extends CompositionBase {
  overrides: string[]
  facts: JobFacts
}

/** Composes for one run or for a sweep: the flag says which, or else the config's own `hydra.mode`. */
function composeFor({ flags }: Arguments, composition: Composition): { config: Config; multirun: boolean } {
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

/** A word that is neither an override nor a command is a mistake worth a suggestion. */
function refuseOtherWords(words: readonly string[], app: App): void {
  const wrong = words.filter((word) => !looksLikeOverride(word))
  if (wrong.length === 0) return
  throw new ConfigError(
    wrong.map((text) => {
      const near = nearest(text, app.commands.keys())
      return {
        code: 'not-an-override',
        path: '',
        message: `'${text}' is neither an override (key=value) nor a command`,
        source: { kind: 'override', text, range: [0, text.length], origin: 'command line' },
        ...(near && { hint: `did you mean '${near}'?` }),
        notes: app.commands.size > 0 ? [`commands: ${[...app.commands.keys()].join(', ')}`] : [],
      }
    }),
  )
}

function print(text: string): number {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  return EXIT.done
}
