import { hydraValue } from '../../compose/hydra-value.js'
import type { Config } from '../../compose/index.js'
import type { JobFacts } from '../../run/job.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { logFormat } from './log-format.js'
import { LEVELS, type LoggingPlan, type LogTarget, readLogging } from './logging-config.js'

/** What Python does where nothing is set up: warnings and errors to standard error. */
const LAST_RESORT: LoggingPlan = {
  level: LEVELS.WARNING,
  handlers: [{ level: LEVELS.WARNING as number, format: logFormat('%(message)s'), target: { kind: 'stderr' } }],
}

/**
 * How an app's log is written, by `hydra.job_logging`, or `hydra.hydra_logging` where that sets nothing up, as in
 * Hydra; `hydra.verbose` shows more of it.
 * @param config bound to its job
 * @throws ConfigError where one of them is wrong
 */
export function planLogging(config: Config, facts: JobFacts): { plan: LoggingPlan; warnings: readonly Diagnostic[] } {
  const names = namesOf(facts)
  const read = (key: 'job_logging' | 'hydra_logging') =>
    readLogging(hydraValue(config, `hydra.${key}`, facts), `hydra.${key}`, names)
  const [ofHydra, ofJob] = [read('hydra_logging'), read('job_logging')]
  const verbose = isVerbose(config, facts)
  const found = [...ofJob.diagnostics, ...(ofJob.plan ? [] : ofHydra.diagnostics)]
  const errors = found.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  const plan = ofJob.plan ?? ofHydra.plan ?? LAST_RESORT
  const level = verbose ? LEVELS.DEBUG : (plan.level ?? ofHydra.plan?.level)
  return { plan: { ...plan, level }, warnings: found }
}

/** How loggers are called that write to the job's log. */
function namesOf({ name }: JobFacts): string[] {
  return [name, '__main__']
}

/**
 * `hydra.verbose`: true, or the names of loggers, of which a job's is one.
 * @throws ConfigError where it is neither
 */
export function isVerbose(config: Config, facts: JobFacts): boolean {
  const node = hydraValue(config, 'hydra.verbose', facts)
  if (node?.kind === 'bool') return node.value
  const named = node?.kind === 'list' ? node.items : [node]
  const texts = named.flatMap((item) => (item?.kind === 'string' ? [item.value] : []))
  if (texts.length === named.length) return namesOf(facts).some((name) => texts.includes(name))
  throw new ConfigError({
    code: 'wrong-type',
    path: 'hydra.verbose',
    message: `hydra.verbose must be true, false, or the names of loggers, not ${node?.kind ?? 'missing'}`,
    source: node?.source,
  })
}

/**
 * Whether `hydra.hydra_logging` shows the lines that a sweep writes about its jobs. @throws ConfigError where it is
 * wrong
 */
export function announcesJobs(master: Config, facts: JobFacts): boolean {
  const node = hydraValue(master, 'hydra.hydra_logging', facts)
  const { plan, diagnostics } = readLogging(node, 'hydra.hydra_logging', ['hydra'])
  const errors = diagnostics.filter(({ severity }) => severity !== 'warning')
  if (errors.length > 0) throw new ConfigError(errors)
  const { level = LEVELS.WARNING as number, handlers } = plan ?? LAST_RESORT
  const info = LEVELS.INFO as number
  const isConsole = ({ kind }: LogTarget) => kind === 'stdout' || kind === 'stderr'
  return level <= info && handlers.some((handler) => handler.level <= info && isConsole(handler.target))
}
