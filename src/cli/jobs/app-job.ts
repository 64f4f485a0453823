import type { Config } from '../../compose/index.js'
import { jobVariables } from '../../compose/job-variables.js'
import { withEnvironment } from '../../compose/with-root.js'
import { checkOwnSchemas } from '../../inspect/own-schemas.js'
import type { Registry } from '../../registry/registry.js'
import { bindJob, checkHydra } from '../../run/job.js'
import { openJob, requireOpenable } from '../../run/open-job.js'
import { idleCallbacks } from '../../schema/rules/no-effect.js'
import type { JobMetrics, JobOutcome } from '../../sweep/job-document.js'
import type { JobContext } from '../../sweep/swept-task.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { isMap } from '../../util/is-map.js'
import { shownPath } from '../../util/shown-path.js'
import { tellDiagnostics } from '../../util/terminal.js'
import { thrownBy, traceOf } from '../../util/user-error.js'
import type { AppJob } from '../app.js'
import type { Flags } from '../arguments/flags.js'
import { type AppLog, createAppLog } from '../logging/app-log.js'
import { LEVELS } from '../logging/logging-config.js'
import { planLogging } from '../logging/plan-logging.js'
import { inEnvironment, jobEnvironment } from './job-environment.js'
import type { MainOptions, Task } from './task.js'

/**
 * Checks all that is known of an app's job before it starts. Writes nothing.
 * @returns warnings
 * @throws ConfigError with everything that is wrong
 */
export async function checkAppJob(
  { config, facts }: AppJob,
  { schema }: MainOptions,
  registry: Registry,
): Promise<readonly Diagnostic[]> {
  const job = bindJob(config, facts)
  const bound = job.config
  const wrong: Diagnostic[] = []
  const attempt = async <T>(check: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await check()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      wrong.push(...error.diagnostics)
      return undefined
    }
  }
  await attempt(() => checkHydra(bound, facts))
  await attempt(() => requireOpenable(job, facts))
  const logging = await attempt(() => planLogging(bound, facts))
  const variables = await attempt(() => jobVariables(bound, facts))
  await attempt(() => checkSchema(withEnvironment(bound, variables?.env ?? facts.env), schema))
  if (wrong.length > 0) throw new ConfigError(wrong)
  return [...(logging?.warnings ?? []), ...(variables?.warnings ?? []), ...idleCallbacks(bound.hydra, registry)]
}

async function checkSchema(bound: Config, schema: MainOptions['schema']): Promise<void> {
  const errors = await checkOwnSchemas(bound)
  if (schema) {
    const { validateAgainst } = await import('../../schema/check-schema.js')
    errors.push(...(await validateAgainst(bound.resolve(), schema)))
  }
  if (errors.length > 0) throw new ConfigError(errors)
}

/** Runs an app's function in a directory of its own. */
export async function runAppJob(
  task: Task,
  { config, facts }: AppJob,
  { flags, signal, report, opened: onOpened }: { flags: Flags } & JobContext,
): Promise<JobOutcome> {
  const { config: opened, dir } = openJob(config, bindJob(config, facts), facts)
  const environment = jobEnvironment(opened, dir, facts)
  const { plan } = planLogging(opened, facts)
  const log = createAppLog({
    name: facts.name,
    plan: flags.verbose ? { ...plan, level: LEVELS.DEBUG } : plan,
    cwd: environment.cwd,
    console: flags.quiet ? (LEVELS.WARNING as number) : 0,
    env: facts.env,
  })
  let next = 0
  const context = {
    outputDir: dir,
    hydra: opened.hydra,
    log,
    signal,
    report: async (metrics: JobMetrics, step: number = next) => {
      requireNumbers(metrics)
      next = step + 1
      return await report(metrics, step)
    },
  }
  const value = await inEnvironment(environment, async () => {
    await onOpened?.(opened, dir)
    return await noted(log, `the task of '${facts.name}'`, async () => await task(opened, context))
  })
  return { outputDir: dir, summary: shownPath(dir, facts.cwd), value }
}

/** @throws TypeError where an app reports something else: nobody checks its types where it is JavaScript */
function requireNumbers(metrics: unknown): void {
  if (isMap(metrics) && Object.values(metrics).every((value) => typeof value === 'number')) return
  throw new TypeError('report takes an object of numbers, such as report({ loss: 0.1 })')
}

/** What a task throws is its own error; its log keeps it, where its reader looks for it. */
async function noted<T>(log: AppLog, who: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action()
  } catch (thrown) {
    const error = thrownBy(who, thrown)
    log.note(`${error instanceof Error ? error.message : String(error)}${traceOf(error)}`)
    throw error
  }
}

const told = new Set<string>()

/** Tells warnings, each once: the jobs of a sweep share most of them. */
export function tellOnce(warnings: readonly Diagnostic[]): void {
  const news = warnings.filter(({ message }) => !told.has(message))
  for (const { message } of news) told.add(message)
  if (news.length > 0) tellDiagnostics(news)
}
