import { resolve } from 'node:path'
import type { Repository } from '../compose/index.js'
import { loadStateDict } from '../training/state-dict.js'
import { Generator } from '../util/generator.js'
import { assembleAlgorithm, assembleTrainer } from './assemble.js'
import { readWeights, type WhichWeights } from './find-weights.js'
import { type RunOptions, type RunResult, run } from './run.js'
import { RunMeter } from './run-meter.js'
import { savedConfig } from './saved-config.js'
import { hashes, recordedResults, startBackend, type TrainingJob, type TrainingResult } from './train.js'

export interface EvalOptions extends RunOptions {
  /** Default: the best ones where they were saved, else the final ones. */
  weights?: WhichWeights
  /** The new run's directory. Default: the default pattern. */
  in?: string
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. */
  repository?: Repository
}

/**
 * Tests the weights of a run, on its own data or on others', as a run of its own: a directory whose record points to its parent.
 * @throws ConfigError where there are no weights, or the config with the overrides is not valid, or does not fit the weights
 */
export async function evaluateRun(runDir: string, options: EvalOptions = {}): Promise<RunResult> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const weights = await readWeights(dir, options.weights)
  const { overrides, repository } = options
  const config = savedConfig(dir, { cwd, ...(overrides && { overrides }), ...(repository && { repository }) })
  return run(config, {
    ...options,
    parent: { dir, weights: weights.file, sha256: weights.sha256 },
    work: (job) => test(job, weights.state),
    ...(options.in !== undefined && { outputDir: resolve(cwd, options.in) }),
  })
}

async function test(job: TrainingJob, state: Parameters<typeof loadStateDict>[1]): Promise<TrainingResult> {
  const { assembly, dataset, layout, record } = job
  await startBackend(assembly, record)
  const services = {
    ...job,
    generator: new Generator(record.seed ?? undefined),
    saveWeights: async () => {},
    meter: new RunMeter(),
  }
  const algorithm = await assembleAlgorithm(assembly, dataset, services)
  try {
    loadStateDict(algorithm, state)
    const trainer = await assembleTrainer(assembly, services)
    const { acc, loss_cls, averages } = await trainer.test(algorithm, dataset)
    record.results = recordedResults(acc, loss_cls, averages)
    return {
      evalTasks: [...acc.keys()],
      testAcc: [...acc.values()],
      avgAcc: averages.acc,
      testLossCls: [...loss_cls.values()],
      avgLossCls: averages.loss_cls,
      wallSeconds: performance.now() / 1000,
      firstBatchSeconds: null,
      samplesPerSecond: null,
      peakRssMiB: process.resourceUsage().maxRSS / 1024,
    }
  } finally {
    record.files = hashes(layout)
    algorithm.dispose()
  }
}
