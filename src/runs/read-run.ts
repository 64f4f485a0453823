import { loadYaml, toPlain } from '../config/index.js'
import { type RunLayout, runLayout } from '../rundir/layout.js'
import { type ListedStatus, liveStatus } from '../rundir/live-status.js'
import { LARGEST, RunFileError, readRunFile } from '../rundir/run-file.js'
import { type RunRecord, readRunRecord } from '../rundir/run-record.js'

/** A run as its directory tells it. */
export interface Run {
  /** As given. */
  readonly dir: string
  /** How it stands now; `killed`: its process is gone without a word; `pruned`: its sweep has ended it early. */
  readonly status: ListedStatus | 'killed'
  /** `run.json`: what it was made of, and how it ended. */
  readonly record: RunRecord
  /** `config.resolved.yaml` as plain data; undefined where the run failed before it was written. */
  readonly config: unknown
  /** `hparams.yaml`: the flat, non-algorithmic hyperparameters; undefined as `config`. */
  readonly hparams: Readonly<Record<string, unknown>> | undefined
  /** Where its files are, or would be. */
  readonly files: RunLayout
}

/**
 * Reads a run's directory. Nothing in it is executed.
 * @param dir the directory of a training run or an evaluation
 * @throws ConfigError where it holds no run, or a file of it is damaged
 */
export function readRun(dir: string): Run {
  const files = runLayout(dir)
  const record = readRunRecord(dir)
  const config = readSaved(dir, files.resolvedConfig)
  const hparams = readSaved(dir, files.hparams) as Run['hparams']
  return { dir, status: liveStatus(record), record, config, hparams, files }
}

function readSaved(dir: string, file: string): unknown {
  try {
    return toPlain(loadYaml(readRunFile(dir, file, LARGEST.record).toString('utf8'), { file }))
  } catch (error) {
    if (error instanceof RunFileError && error.missing) return undefined
    throw error
  }
}
