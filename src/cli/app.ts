import type { ComposeOptions, Config } from '../compose/index.js'
import type { JobFacts } from '../run/job.js'
import type { JobOutcome } from '../sweep/job-document.js'
import type { JobContext } from '../sweep/swept-task.js'
import type { Flags } from './arguments/flags.js'
import type { Operands, OperandValues, Options, OptionValues } from './arguments/option.js'
import type { Project } from './project.js'

/** One job of an app, composed, before anything is written. */
export interface AppJob {
  config: Config
  facts: JobFacts
  overrides: readonly string[]
}

/** A job that is known to be possible. */
export type ReadyJob = () => Promise<JobOutcome>

/** What differs between `polyhead` and an app built on `main`. */
export interface App {
  /** Its name: `polyhead`. */
  program: string
  /** What is typed to start it: `polyhead`, `node app.mjs`. */
  typed: string
  /** `hydra.job.name` where no config sets it. */
  jobName: string
  /** Their code is loaded when a command line needs it. */
  commands(): Promise<Commands>
  /** The project that these flags give: opening it reads nothing. */
  open(flags: Flags, cwd: string): Project
  /** Names of the numbers that its jobs give at their end; undefined where a function of the user's decides. */
  metrics?: readonly string[]
  /** Names of the numbers that a job reports before its end, the most useful first; missing: only the job knows. */
  reports?(job: AppJob, project: Project): Promise<readonly string[]>
  /** How many epochs, or the like, a job has; undefined where nobody knows. */
  steps?(job: AppJob): number | undefined
  /** Whether a job takes a key that its config has; missing: any. Asked for where a key is not there. */
  takes?(project: Project): Promise<NonNullable<ComposeOptions['takes']>>
  /** Loads what its jobs will need whatever their configs say: called where a process waits for its first job. */
  warmUp?(): Promise<void>
  /** Validates a job's config; opens no data. */
  check(job: AppJob, project: Pick<Project, 'flags' | 'registry' | 'warn'>): Promise<void>
  /**
   * The script of a thread that validates jobs as `check` does; undefined or missing: there is none, for code of the
   * user's would be loaded once more.
   */
  thread?(project: Project): string | undefined
  /** Validates a job and opens its data, without writing anything; running it is what it returns. */
  prepare(job: AppJob, project: Project, context: JobContext): Promise<ReadyJob>
}

/** A command line, taken apart and checked by the command's declaration. */
export interface Arguments<Ops extends Operands = Operands, Opts extends Options = Options> {
  operands: OperandValues<Ops>
  options: OptionValues<Opts>
  overrides: readonly string[]
  flags: Flags
}

/**
 * A command beside runs: what it takes, what is said of it, and what it does. All that help and completion know of it.
 */
export interface Command<Ops extends Operands = Operands, Opts extends Options = Options> {
  name: string
  /** One line for the list of commands. */
  summary: string
  /** A paragraph for its page, in lines, in Markdown. */
  help: readonly string[]
  /** Lines that can be typed as they are; the docs' test runs them, but for those of `examplesIn`. */
  examples: readonly string[]
  /** The test that runs their like, where they need more than a project, such as a server: the docs name it. */
  examplesIn?: string
  /** In their order. */
  operands: Ops
  options: Opts
  /** Whether it takes `key=value`. */
  overrides: boolean
  /** @returns the exit code */
  run(args: Arguments<Ops, Opts>, project: Project, app: App): Promise<number>
}

/** By name, in the order of the help. */
export type Commands = ReadonlyMap<string, Command>

/** Declares a command: the types of its operands and options follow from what it says of them. */
export function defineCommand<const Ops extends Operands, const Opts extends Options>(
  command: Command<Ops, Opts>,
): Command {
  // Only `parseArguments` calls `run`, with what it has checked by this declaration.
  return command as unknown as Command
}
