import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../compose/index.js'
import { fromPlain, selectRaw, toYaml } from '../config/index.js'
import { type Claim, type ClaimOptions, claimDirectory, requireClaimable, unwritable } from '../rundir/claim.js'
import { isSweep } from '../rundir/run-record.js'
import { writeOwnFile } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import { type BoundJob, bindJob, checkHydra, hydraText, type JobFacts } from './job.js'

/** Names in a bound job's directory of what is not the task's: its log, and Hydra's folder where there is one. */
function ownNames(config: Config, facts: Pick<JobFacts, 'now' | 'env'>): string[] {
  const subdir = hydraText(config, 'hydra.output_subdir', facts)
  return [`${hydraText(config, 'hydra.job.name', facts)}.log`, ...(subdir === null ? [] : [subdir])]
}

export interface OpenedJob {
  /** Bound to the directory that was claimed. */
  config: Config
  dir: string
  claim: Claim
}

/** How the job's directory is claimed. No two jobs of a sweep share one: the sweep sees to that. */
function claimOf({ wanted }: Pick<BoundJob, 'wanted'>, facts: JobFacts, marker?: ClaimOptions['marker']): ClaimOptions {
  const key = facts.sweep && 'hydra.sweep.subdir'
  const numbered = wanted.numbered || (facts.sweep !== undefined && facts.sweep.output === undefined)
  return { key, source: wanted.source, numbered, marker }
}

/** One directory is one of the two: `reproduce` and `ls` could not tell which is meant. */
function refuseSweep({ wanted: { dir, numbered, source } }: Pick<BoundJob, 'wanted'>, facts: JobFacts): void {
  if (facts.sweep || numbered || !isSweep(dir)) return
  throw new ConfigError({
    code: 'directory-holds-a-sweep',
    path: 'hydra.run.dir',
    message: `'${shownPath(dir)}' already holds a sweep`,
    hint: 'choose another hydra.run.dir',
    source,
  })
}

/** Says before anything is done whether `openJob` could make the directory. @throws ConfigError as `openJob` does */
export function requireOpenable(bound: Pick<BoundJob, 'wanted'>, facts: JobFacts, marker?: string): void {
  if (facts.sweep?.isOpenable) return
  refuseSweep(bound, facts)
  requireClaimable(
    bound.wanted.dir,
    claimOf(bound, facts, marker === undefined ? undefined : { name: marker, text: '' }),
  )
}

/**
 * Creates the job's directory and writes `.hydra/` into it, text for text as Hydra would.
 * @param marker a file that makes the directory this run's alone
 * @throws ConfigError where the directory cannot be written, or holds a run or a sweep
 */
export function openJob(
  config: Config,
  bound: BoundJob,
  facts: JobFacts,
  marker?: { name: string; text: string },
): OpenedJob {
  checkHydra(bound.config, facts)
  refuseSweep(bound, facts)
  const options = claimOf(bound, facts, marker)
  const claim = claimDirectory(bound.wanted.dir, { ...options, names: ownNames(bound.config, facts) })
  const final = claim.dir === bound.wanted.dir ? bound.config : bindJob(config, facts, claim.dir).config
  try {
    writeHydraFiles(final, claim.dir, facts)
  } catch (error) {
    if (marker) rmSync(join(claim.dir, marker.name), { force: true })
    claim.release()
    throw error instanceof ConfigError ? error : unwritable(claim.dir, error, options)
  }
  return { config: final, dir: claim.dir, claim }
}

function writeHydraFiles(config: Config, dir: string, facts: JobFacts): void {
  const subdir = hydraText(config, 'hydra.output_subdir', facts)
  if (subdir === null) return
  const folder = join(dir, subdir)
  const overrides = selectRaw(config.hydra, 'overrides.task') ?? fromPlain([])
  const made = mkdirSync(folder, { recursive: true })
  try {
    writeOwnFile(join(folder, 'config.yaml'), toYaml(config.root))
    writeOwnFile(join(folder, 'hydra.yaml'), toYaml({ kind: 'map', entries: new Map([['hydra', config.hydra]]) }))
    writeOwnFile(join(folder, 'overrides.yaml'), toYaml(overrides))
  } catch (error) {
    // On a full disk nothing of a run stays that has not begun.
    if (made !== undefined) rmSync(made, { recursive: true })
    throw error
  }
}
