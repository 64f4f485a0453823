import { join, resolve } from 'node:path'

/** What a user said of a run: name, tags, notes. */
export const NOTES = 'notes.json'

/** What is in the directory of each sweep: what it is, and what happened to its jobs. */
export const SWEEP = { definition: 'sweep.yaml', ledger: 'ledger.jsonl' } as const

/** Where each file of a run lies in its directory. */
export interface RunLayout {
  dir: string
  record: string
  resolvedConfig: string
  /** Who set each of its values. */
  configSources: string
  hparams: string
  metrics: string
  results: string
  accuracy: string
  loss: string
  checkpoints: string
  bestWeights: string
  finalWeights: string
  /** What `git diff HEAD` printed when the run began. */
  gitDiff: string
  /** What operations took, as Chrome's tracing has it. */
  profile: string
  report: string
}

/** Absolute paths, whatever folder the process goes to. */
export function runLayout(runDir: string): RunLayout {
  const dir = resolve(runDir)
  const results = join(dir, 'results')
  const checkpoints = join(dir, 'checkpoints')
  return {
    dir,
    record: join(dir, 'run.json'),
    resolvedConfig: join(dir, 'config.resolved.yaml'),
    configSources: join(dir, 'config.sources.json'),
    hparams: join(dir, 'hparams.yaml'),
    metrics: join(dir, 'metrics.csv'),
    results,
    accuracy: join(results, 'acc.csv'),
    loss: join(results, 'loss_cls.csv'),
    checkpoints,
    bestWeights: join(checkpoints, 'best', 'model.safetensors'),
    finalWeights: join(checkpoints, 'final', 'model.safetensors'),
    gitDiff: join(dir, 'git.diff'),
    profile: join(dir, 'profile.json'),
    report: join(dir, 'report.html'),
  }
}
