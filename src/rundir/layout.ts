import { join, resolve } from 'node:path'

/** Where each file of a run lies in its directory. */
export interface RunLayout {
  dir: string
  record: string
  resolvedConfig: string
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
    hparams: join(dir, 'hparams.yaml'),
    metrics: join(dir, 'metrics.csv'),
    results,
    accuracy: join(results, 'acc.csv'),
    loss: join(results, 'loss_cls.csv'),
    checkpoints,
    bestWeights: join(checkpoints, 'best', 'model.safetensors'),
    finalWeights: join(checkpoints, 'final', 'model.safetensors'),
    gitDiff: join(dir, 'git.diff'),
    report: join(dir, 'report.html'),
  }
}
