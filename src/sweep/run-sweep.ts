import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { type Config, compose, expandSweep, type Repository } from '../compose/index.js'
import { type ResolverRegistry, toPlain, toYaml } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import { bindSweep, hydraText, type JobFacts } from '../run/job.js'
import { claimDirectory } from '../rundir/claim.js'
import { counted } from '../util/counted.js'
import { ConfigError } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import type { JobOutcome, SweepJob, SweptTask } from './swept-task.js'

export interface SweepOptions {
  /** Where the configs are. */
  repository: Repository
  configName: string | null
  resolvers?: ResolverRegistry
  /** As typed; those with several values make the jobs. */
  overrides: readonly string[]
  facts: JobFacts
  /** Validate every job and run none. */
  dryRun: boolean
  /** Ends the sweep after the step that its job is at. */
  signal: AbortSignal
}

/**
 * A sweep, one job after the other. Every job is composed and validated before the first one starts; a job that fails while it
 * runs does not keep the others from running. `${now:…}` is the sweep's own time in all of them.
 * @returns how many jobs failed
 * @throws ConfigError where the sweep, or any of its jobs, is not valid
 */
export async function runSweep(task: SweptTask, sweep: SweepOptions): Promise<number> {
  const { repository, configName, resolvers, facts } = sweep
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
  await checkAll(task, jobs)
  if (sweep.dryRun) {
    say(`${counted(jobs.length, 'job')} valid: nothing was run`)
    return 0
  }

  const bound = bindSweep(master, facts)
  const dir = claimSweepDirectory(bound, facts)
  writeFileSync(join(dir, 'multirun.yaml'), toYaml(bound.parts.full))
  const outcomes: string[] = []
  let failed = 0
  for (const job of jobs) {
    job.facts.sweep.dir = dir
    const label = `#${job.facts.sweep.num}: ${job.overrides.slice(hydra.length).join(' ') || '(no overrides)'}`
    process.stderr.write(`\n${label}\n`)
    const outcome = await runJob(task, job)
    if (outcome === undefined) failed++
    outcomes.push(`${label}  ${outcome?.summary ?? 'failed'}`)
    if (sweep.signal.aborted) throw new Interrupted(`interrupted after ${outcomes.length} of ${jobs.length} jobs`)
  }
  say([`${counted(jobs.length, 'job')} in ${relative(facts.cwd, dir) || dir}`, ...outcomes].join('\n'))
  return failed
}

async function runJob(task: SweptTask, job: SweepJob): Promise<JobOutcome | undefined> {
  try {
    return await task.run(job)
  } catch (error) {
    if (error instanceof Interrupted) throw error
    task.report(error)
    return undefined
  }
}

/** @throws ConfigError with what is wrong with any job, each mistake once */
async function checkAll(task: SweptTask, jobs: readonly SweepJob[]): Promise<void> {
  const problems = new Map<string, ConfigError['diagnostics'][number]>()
  for (const job of jobs) {
    try {
      await task.check(job)
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

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
