import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type Config, compose, expandSweep } from '../compose/index.js'
import { toPlain, toYaml } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { bindSweep, hydraText, type JobFacts } from '../run/job.js'
import { claimDirectory } from '../rundir/claim.js'
import { counted } from '../util/counted.js'
import { ConfigError } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import type { App, AppJob, CompositionBase, JobOutcome } from './app.js'
import type { Flags } from './arguments.js'
import { EXIT, reportError } from './report-error.js'

export interface Multirun extends CompositionBase {
  overrides: readonly string[]
  facts: JobFacts
  flags: Flags
  signal: AbortSignal
}

/**
 * A sweep, one job after the other. Every job is composed and validated before the first one starts; a job that fails while it
 * runs does not keep the others from running. `${now:…}` is the sweep's own time in all of them.
 * @returns the exit code: 1 where a job failed
 * @throws ConfigError where the sweep, or any of its jobs, is not valid
 */
export async function multirun(app: App, sweep: Multirun): Promise<number> {
  const { repository, configName, resolvers, flags, facts } = sweep
  const composition = {
    repository,
    configName,
    ...(resolvers && { resolvers }),
    env: facts.env,
    origin: 'command line',
  }
  const master = compose({ ...composition, mode: 'multirun', overrides: [...sweep.overrides] })
  const hydra = overridesOf(master, 'hydra')
  const jobOverrides = expandSweep({
    overrides: overridesOf(master, 'task'),
    params: sweeperParams(master),
    repository,
  }).map((overrides) => [...hydra, ...overrides])
  const jobs = jobOverrides.map((overrides, num) => {
    const config = compose({ ...composition, overrides })
    return { config, overrides, facts: { ...facts, sweep: { num, id: String(num), dir: facts.cwd } } }
  })
  await checkAll(app, jobs, flags)
  if (flags.dryRun) return say(`${counted(jobs.length, 'job')} valid: nothing was run`)

  const bound = bindSweep(master, facts)
  const dir = claimSweepDirectory(bound, facts)
  writeFileSync(join(dir, 'multirun.yaml'), toYaml(bound.parts.full))
  const outcomes: string[] = []
  let failed = 0
  for (const job of jobs) {
    job.facts.sweep.dir = dir
    const label = `#${job.facts.sweep.num}: ${job.overrides.slice(hydra.length).join(' ') || '(no overrides)'}`
    process.stderr.write(`\n${label}\n`)
    const outcome = await runJob(app, job, sweep)
    if (outcome === undefined) failed++
    outcomes.push(`${label}  ${outcome?.summary ?? 'failed'}`)
    if (sweep.signal.aborted) throw new Interrupted(`interrupted after ${outcomes.length} of ${jobs.length} jobs`)
  }
  say([`${counted(jobs.length, 'job')} in ${relative(facts.cwd, dir) || dir}`, ...outcomes].join('\n'))
  return failed > 0 ? EXIT.failed : EXIT.done
}

async function runJob(app: App, job: AppJob, sweep: Multirun): Promise<JobOutcome | undefined> {
  try {
    return await (await app.prepare(job, sweep.flags, sweep.signal))()
  } catch (error) {
    if (error instanceof Interrupted) throw error
    reportError(error, { debug: sweep.flags.debug })
    return undefined
  }
}

/** @throws ConfigError with what is wrong with any job, each mistake once */
async function checkAll(app: App, jobs: readonly AppJob[], flags: Flags): Promise<void> {
  const problems = new Map<string, ConfigError['diagnostics'][number]>()
  for (const job of jobs) {
    try {
      await app.check(job, flags)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const diagnostic of error.diagnostics) {
        problems.set(JSON.stringify([diagnostic.message, diagnostic.source]), diagnostic)
      }
    }
  }
  if (problems.size > 0) throw new ConfigError([...problems.values()])
}

function sweeperParams(master: Config): Record<string, string> {
  const params = entryAt(master.hydra, 'sweeper', 'params')
  if (params?.kind !== 'map') return {}
  return Object.fromEntries([...params.entries].map(([key, node]) => [String(key), String(toPlain(node))]))
}

function overridesOf(master: Config, whose: 'task' | 'hydra'): string[] {
  const list = entryAt(master.hydra, 'overrides', whose)
  return list ? (toPlain(list) as string[]) : []
}

/** Two sweeps in the same second get directories of their own; one that the user named may hold several sweeps, as in Hydra. */
function claimSweepDirectory(bound: Config, facts: JobFacts): string {
  const node = entryAt(bound.hydra, 'sweep', 'dir')
  const wanted = resolve(facts.cwd, hydraText(bound, 'hydra.sweep.dir', facts) ?? 'multirun')
  const numbered = node?.kind === 'interpolation' && node.value.includes('${now')
  const { dir } = claimDirectory(wanted, { numbered, ...(node?.source && { source: node.source }) })
  mkdirSync(dir, { recursive: true })
  return dir
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return EXIT.done
}
