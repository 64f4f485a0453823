import { existsSync, readdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { builtinRegistry } from '../components/manifests.js'
import { openRepository, parseOverride, type Repository } from '../compose/index.js'
import { claimDirectory } from '../rundir/claim.js'
import { runLayout } from '../rundir/layout.js'
import { removeLeftovers } from '../rundir/leftovers.js'
import { listedStatus } from '../rundir/live-status.js'
import { obstaclesOnTheWay, refuseInside } from '../rundir/refuse-links.js'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { shellCommand } from '../util/shell-command.js'
import { type Comparison, comparable, compareResults, compareRuns } from './compare-runs.js'
import type { RunResult } from './results.js'
import { run } from './run.js'
import type { RunOptions } from './run-options.js'
import { savedConfig } from './saved-config.js'
import { isHydraDirectory, savedHydraConfig } from './saved-hydra.js'
import { differInTime } from './time-limits.js'
import { asReproduction } from './warm-start.js'

/** How a run is run again. */
export interface ReproduceOptions extends RunOptions {
  /** The new run's directory. Default: the default pattern, never the saved `hydra.run.dir`. */
  in?: string
  /** How far apart two numbers may be to count as close. Default: 0. */
  tolerance?: number
  /** Changes: the run is then the same but for these. */
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. */
  repository?: Repository
}

/** A run that was run again, and how it compares. */
export interface Reproduction {
  /** The directory that was reproduced. */
  original: string
  run: RunResult
  /** Null where the original left nothing to compare: Hydra's directories may not. */
  comparison: Comparison | null
}

/**
 * Runs a saved run again from its `config.resolved.yaml` alone (the configs that it was composed from may have changed,
 * or be gone), on the backend that it computed on, and compares what came out. The run's overrides are in that file
 * already: they are not applied again. A directory of Hydra's is run again from `.hydra/config.yaml`.
 * @throws ConfigError where the directory holds no run that ended well, or its config is not valid here
 */
export async function reproduce(runDir: string, options: ReproduceOptions = {}): Promise<Reproduction> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const outputDir = options.in === undefined ? {} : { outputDir: resolve(cwd, options.in) }
  const { overrides = [], repository = openRepository([]), registry = builtinRegistry } = options
  if (!existsSync(runLayout(dir).record) && isHydraDirectory(dir)) {
    if (options.in !== undefined) refuseInside(resolve(cwd, options.in), dir)
    const config = savedHydraConfig(dir, { cwd, repository, registry })(overrides)
    const again = await run(config, { ...options, ...outputDir }, { kind: 'reproduce', original: dir })
    return { original: dir, run: again, comparison: compareResults(dir, again.outputDir, options.tolerance) }
  }
  const record = readRunRecord(dir)
  removeLeftovers(dir)
  if (options.in !== undefined) refuseInside(resolve(cwd, options.in), dir)
  const status = listedStatus(record)
  if (status !== 'done') {
    throw new ConfigError({
      code: 'unfinished-run',
      path: '',
      message: `the run in '${runDir}' is ${status}: only one that came to its end can be reproduced`,
      hint: status === 'failed' || status === 'pruned' ? undefined : `go on with it: ${shellCommand('resume', runDir)}`,
    })
  }
  if (record.kind === 'eval') {
    throw new ConfigError({
      code: 'not-a-training-run',
      path: '',
      message: `'${runDir}' tested the weights of '${record.parent?.dir}', and trained none`,
      hint: shellCommand('eval', record.parent?.dir ?? 'RUN_DIR', ...record.overrides),
    })
  }
  const first = comparable(dir)
  const backend = overrides.some(isAboutBackend) ? null : record.backend
  const saved = savedConfig(dir, { cwd, repository, registry })
  const config = saved(overrides)
  const ownClock = overrides.length > 0 && differInTime(saved().root, config.root, registry)
  const time = ownClock ? {} : { time: { endedAfter: record.timedOutAfter ?? null } }
  const again = await run(
    config,
    { ...options, ...outputDir },
    { kind: 'reproduce', original: dir, backend, ...time },
  ).catch((error: unknown) => {
    throw asReproduction(error, runDir)
  })
  return { original: dir, run: again, comparison: compareRuns(first, again.outputDir, options.tolerance) }
}

/** Whether its sweep has ended the run before its end: the figures are half-way ones. */
function isEndedEarly(dir: string): boolean {
  if (!existsSync(runLayout(dir).record)) return false
  return listedStatus(readRunRecord(dir)) === 'pruned'
}

function isAboutBackend(override: string): boolean {
  return /^backend(\.|$)/.test(parseOverride(override).keyOrGroup)
}

/** One run of a sweep that was run again, or why not: the sweep may have ended it early. */
export type SweepReproduction = Reproduction | { original: string; error: unknown } | { original: string; early: true }

/** The runs of a sweep's directory, in the order of their numbers; empty where it is no sweep's. */
export function sweepJobs(dir: string): string[] {
  if (existsSync(runLayout(dir).record) || isHydraDirectory(dir) || !existsSync(dir)) return []
  const jobs: string[] = []
  const visit = (folder: string) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue
      const child = join(folder, entry.name)
      if (existsSync(runLayout(child).record) || isHydraDirectory(child)) jobs.push(child)
      else visit(child)
    }
  }
  visit(dir)
  return jobs.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
}

/**
 * Reproduces every run of a sweep, one after the other, into one directory with the sweep's names. A run that cannot be
 * reproduced does not keep the others from it; those that the sweep ended early are left out.
 * @throws Interrupted where the signal ended it
 */
export async function reproduceSweep(sweepDir: string, options: ReproduceOptions = {}): Promise<SweepReproduction[]> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, sweepDir)
  const wanted = resolve(cwd, options.in ?? join('multirun', stamp(options.now ?? new Date())))
  if (options.in !== undefined) refuseInside(wanted, dir)
  const target = claimDirectory(wanted, { numbered: options.in === undefined }).dir
  const done: SweepReproduction[] = []
  for (const job of sweepJobs(dir)) {
    try {
      if (isEndedEarly(job)) {
        done.push({ original: job, early: true })
        continue
      }
      const place = join(target, relative(dir, job))
      const inTheWay = obstaclesOnTheWay(target, place)
      if (inTheWay.length > 0) throw new ConfigError(inTheWay)
      done.push(await reproduce(job, { ...options, in: place }))
    } catch (error) {
      if (error instanceof Interrupted) throw error
      done.push({ original: job, error })
    }
  }
  return done
}

/** Hydra's default name of a sweep's directory, local time. */
function stamp(now: Date): string {
  const two = (n: number) => String(n).padStart(2, '0')
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  return join(day, `${two(now.getHours())}-${two(now.getMinutes())}-${two(now.getSeconds())}`)
}
