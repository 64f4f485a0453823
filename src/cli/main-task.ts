import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { type Config, type RepositoryEntry, resolveOptions } from '../compose/index.js'
import { type ResolverRegistry, select } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { createRegistry, type Registry } from '../registry/registry.js'
import { bindJob, hydraText, openJob } from '../run/job.js'
import { createRunLog } from '../rundir/run-log.js'
import { withSweepers } from '../sweep/manifests.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Log } from '../util/log.js'
import { tell } from '../util/terminal.js'
import type { App, AppJob } from './app.js'
import type { Flags } from './flags.js'
import { inJobEnvironment } from './job-environment.js'
import { Project } from './project.js'
import { runApp } from './run-app.js'
import { requireFolder } from './search-path.js'

/** What a task knows of the job that it is. */
export interface TaskContext {
  /** The job's directory: it exists. */
  outputDir: string
  /** The hydra node, bound to this job. */
  hydra: MapNode
  log: Log
  /** Aborted by Ctrl-C. */
  signal: AbortSignal
}

/** What an app does with its config. It may be async; what it returns is not looked at. */
export type Task = (config: Config, context: TaskContext) => unknown

/** How an app of its own is run by `main`. */
export interface MainOptions {
  /**
   * The folder of the app's configs, relative to the script that runs. Default: none, only what `--config-dir` gives.
   */
  configDir?: string
  /** The primary config, without `.yaml`. Default: an empty one. */
  configName?: string
  /** Components that the app's configs may name, for `instantiate`. */
  registry?: Registry
  /** Resolvers beside the built-in ones. */
  resolvers?: ResolverRegistry
  /** JSON Schema (draft-07) of the whole resolved config: checked before the task is called. */
  schema?: Readonly<Record<string, unknown>>
}

/**
 * Gives an async function the command line of polyhead, as `@hydra.main` does: overrides, `--cfg`, `--info`, sweeps, an
 * output directory with `.hydra/`. Sets the process's exit code.
 */
export async function main(task: Task, options: MainOptions = {}): Promise<void> {
  process.exitCode = await runApp(taskApp(task, options), process.argv.slice(2))
}

function taskApp(task: Task, options: MainOptions): App {
  const script = resolve(process.argv[1] ?? 'app')
  const name = basename(script, extname(script))
  return {
    program: name,
    jobName: name,
    commands: new Map(),
    open: (flags, cwd) =>
      new Project({
        flags,
        cwd,
        configName: flags.configName ?? options.configName ?? null,
        folders: () => appFolders(options, flags, dirname(script), cwd),
        loadRegistry: async () => withSweepers((options.registry ?? createRegistry([])).with([], options.resolvers)),
      }),

    check: (job) => checkSchema(job, options),

    async prepare(job, { flags }, { signal }) {
      await checkSchema(job, options)
      return async () => {
        const bound = bindJob(job.config, job.facts)
        const verbose = flags.verbose || isVerbose(bound.config, job.facts)
        const opened = openJob(job.config, bound, job.facts)
        const file = join(opened.dir, `${hydraText(opened.config, 'hydra.job.name', job.facts)}.log`)
        writeFileSync(file, '', { flag: 'a' })
        const log = createRunLog(job.facts.name, {
          file,
          level: verbose ? 'debug' : flags.quiet ? 'warn' : 'info',
          show: (line) => tell(`${line}\n`),
        })
        const context = { outputDir: opened.dir, hydra: opened.config.hydra, log, signal }
        const value = await inJobEnvironment(opened.config, opened.dir, job.facts, () => task(opened.config, context))
        return { outputDir: opened.dir, summary: opened.dir, value }
      }
    },
  }
}

/**
 * `hydra.verbose`: true, or Python loggers by name, of which there is one here.
 * @throws ConfigError where it is neither
 */
function isVerbose(config: Config, facts: AppJob['facts']): boolean {
  const verbose = select(config.parts.full, 'hydra.verbose', resolveOptions(config, facts))
  if (verbose?.kind === 'bool') return verbose.value
  if (verbose?.kind === 'string' || verbose?.kind === 'list') return true
  throw new ConfigError({
    code: 'wrong-type',
    path: 'hydra.verbose',
    message: `hydra.verbose must be true, false, or the names of loggers, not ${verbose?.kind ?? 'missing'}`,
    ...(verbose?.source && { source: verbose.source }),
  })
}

async function checkSchema({ config, facts }: AppJob, options: MainOptions): Promise<void> {
  if (!options.schema) return
  const { validateAgainst } = await import('../schema/validate.js')
  const errors = await validateAgainst(bindJob(config, facts).config.resolve(), options.schema)
  if (errors.length > 0) throw new ConfigError(errors)
}

function appFolders(options: MainOptions, flags: Flags, scriptDir: string, cwd: string): RepositoryEntry[] {
  const own =
    flags.configPath !== undefined
      ? resolve(scriptDir, flags.configPath)
      : options.configDir && resolve(scriptDir, options.configDir)
  if (own !== undefined && !existsSync(own)) requireFolder(flags.configPath ?? own, scriptDir)
  return [
    ...(own === undefined ? [] : [{ dir: own, provider: 'main' }]),
    ...flags.configDir.map((dir) => ({ dir: resolve(cwd, dir), provider: 'command-line' })),
  ]
}
