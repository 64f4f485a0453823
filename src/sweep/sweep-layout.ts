import { basename, join, resolve } from 'node:path'
import { SWEEP } from '../rundir/layout.js'

/** Where each file of a sweep lies in its directory. */
export interface SweepLayout {
  dir: string
  /** What the sweep is: its definition and its configs, as they were when it began. */
  definition: string
  /** What happened to its jobs, a line each time. */
  ledger: string
  /** Hydra's: the sweep's own config. */
  multirun: string
  /** A row for each job. */
  results: string
  /** Its study as Optuna reads it. */
  journal: string
  report: string
  /** What the processes of jobs leave for the sweep: outcomes, logs. */
  jobs: string
}

/** Absolute paths, whatever folder the process goes to. */
export function sweepLayout(sweepDir: string): SweepLayout {
  const dir = resolve(sweepDir)
  return {
    dir,
    definition: join(dir, SWEEP.definition),
    ledger: join(dir, SWEEP.ledger),
    multirun: join(dir, 'multirun.yaml'),
    results: join(dir, 'results.csv'),
    journal: join(dir, 'optuna.journal'),
    report: join(dir, 'report.html'),
    jobs: join(dir, '.jobs'),
  }
}

/** Names of what a sweep writes beside its jobs. */
export function ownNames(): string[] {
  const { dir, ...own } = sweepLayout('/')
  return Object.values(own).map((file: string) => basename(file))
}
