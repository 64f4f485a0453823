import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import type { FrozenFolder } from '../compose/frozen-folder.js'
import type { Config } from '../compose/index.js'
import { entryAt } from '../config/key-path.js'
import { hydraText, type JobFacts } from '../run/job.js'
import { type ClaimOptions, claimDirectory, requireClaimable, unwritable } from '../rundir/claim.js'
import { runLayout } from '../rundir/layout.js'
import { writeOwnFile } from '../rundir/write-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'
import type { SweepPlace } from './job-document.js'
import { Ledger } from './ledger.js'
import { checksums, type Definition, writeSweepFile } from './sweep-file.js'
import { ownNames, sweepLayout } from './sweep-layout.js'

/** Where a sweep wants to be. @throws ConfigError where its config does not say */
export function wantedPlace(master: Config, facts: JobFacts): SweepPlace {
  try {
    const named = hydraText(master, 'hydra.sweep.dir', facts) ?? 'multirun'
    return { named, dir: resolve(facts.cwd, named) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const hint = 'what differs from job to job belongs into hydra.sweep.subdir'
    throw new ConfigError(
      error.diagnostics.map((diagnostic) => ({ ...diagnostic, hint })),
      { cause: error },
    )
  }
}

/**
 * Two sweeps in the same second get directories of their own. One that the user named and that holds no sweep may hold
 * other files.
 */
export function claimPlace(master: Config, { named, dir }: SweepPlace): SweepPlace {
  const claim = claimDirectory(dir, claimOf(master))
  mkdirSync(claim.dir, { recursive: true })
  return { named, dir: claim.dir }
}

function claimOf(master: Config): ClaimOptions {
  const source = entryAt(master.hydra, 'sweep', 'dir')?.source
  return { key: 'hydra.sweep.dir', numbered: isByClock(master), source, names: ownNames() }
}

function isByClock(master: Config): boolean {
  const node = entryAt(master.hydra, 'sweep', 'dir')
  return node?.kind === 'interpolation' && node.value.includes('${now')
}

/**
 * @param resumeBy what is typed to go on with the sweep of a directory
 * @throws ConfigError where no sweep could be written into the directory, or it holds one already
 */
export function requireFree(master: Config, place: SweepPlace, resumeBy: (dir: string) => string): void {
  refuseSecondSweep(master, place, resumeBy)
  // One directory is one of the two: `resume` and `ls` could not tell which is meant.
  const marker = { name: basename(runLayout(place.dir).record), text: '' }
  requireClaimable(place.dir, { ...claimOf(master), marker })
  refuseJobOfApp(master, place)
}

/** An app's job has no record, but the folder of its configs. */
function refuseJobOfApp(master: Config, { dir }: SweepPlace): void {
  if (isByClock(master) || !existsSync(join(dir, '.hydra'))) return
  throw new ConfigError({
    code: 'directory-holds-a-run',
    path: 'hydra.sweep.dir',
    message: `'${shownPath(dir)}' already holds a run`,
    hint: 'choose another hydra.sweep.dir',
    source: entryAt(master.hydra, 'sweep', 'dir')?.source,
  })
}

function refuseSecondSweep(master: Config, { dir }: SweepPlace, resumeBy: (dir: string) => string): void {
  if (isByClock(master) || !existsSync(sweepLayout(dir).definition)) return
  const shown = shownPath(dir)
  const source = entryAt(master.hydra, 'sweep', 'dir')?.source
  const other = 'choose another hydra.sweep.dir'
  throw new ConfigError({
    code: 'directory-holds-a-sweep',
    path: 'hydra.sweep.dir',
    message: `'${shown}' already holds a sweep`,
    hint: isLost(dir) ? other : `go on with it by '${resumeBy(dir)}', or ${other}`,
    ...(source && { source }),
  })
}

/**
 * Writes what a sweep is.
 * @throws ConfigError where that cannot be written: none of it is left then
 */
export function beginSweep(
  dir: string,
  master: Config,
  { multirun, ...sweep }: { multirun: string; definition: Definition; folders: readonly FrozenFolder[] },
): Ledger {
  const layout = sweepLayout(dir)
  let ledger: Ledger | undefined
  try {
    writeOwnFile(layout.multirun, multirun)
    writeSweepFile(dir, sweep)
    ledger = new Ledger(layout.ledger)
    ledger.append({ event: 'defined', definition: sweep.definition, files: checksums(sweep.folders) })
    return ledger
  } catch (error) {
    ledger?.close()
    for (const file of [layout.multirun, layout.definition, layout.ledger]) rmSync(file, { force: true })
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    throw unwritable(dir, error, claimOf(master))
  }
}

/** Whether jobs have run there of which nothing is known: `resume` refuses to go on. */
function isLost(dir: string): boolean {
  const { ledger } = sweepLayout(dir)
  return (!existsSync(ledger) || statSync(ledger).size === 0) && hasJobs(dir)
}

/** Whether jobs of a sweep have run there. */
export function hasJobs(dir: string): boolean {
  if (existsSync(sweepLayout(dir).results)) return true
  // What an app's job leaves is the app's own: nothing in it need tell that it is one.
  const own = ownNames()
  return readdirSync(dir, { withFileTypes: true }).some((entry) => entry.isDirectory() && !own.includes(entry.name))
}

/** A directory into which nothing could be written. */
export function removeEmpty(dir: string): void {
  try {
    rmdirSync(dir)
  } catch {
    // it holds a sweep
  }
}
