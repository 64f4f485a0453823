import { resolve } from 'node:path'
import type { Repository } from '../compose/index.js'
import { loadStateDict } from '../nn/state-dict.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { ConfigError } from '../util/diagnostic.js'
import { Generator } from '../util/generator.js'
import { Assembly, assembleAlgorithm, assembleTrainer } from './assemble.js'
import { readWeights, type SavedWeights, type WhichWeights } from './find-weights.js'
import { execute, type PreparedRun, prepareRun, type RunOptions, type RunResult } from './run.js'
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
 * @throws ConfigError where there are no weights, or the config with the overrides is not valid, or does not fit the weights:
 *   nothing is written then
 */
export async function evaluateRun(runDir: string, options: EvalOptions = {}): Promise<RunResult> {
  const cwd = options.cwd ?? process.cwd()
  const dir = resolve(cwd, runDir)
  const weights = await readWeights(dir, options.weights)
  const { overrides, repository } = options
  const config = savedConfig(dir, { cwd, ...(overrides && { overrides }), ...(repository && { repository }) })
  const prepared = await prepareRun(config, {
    ...options,
    ...(options.in !== undefined && { outputDir: resolve(cwd, options.in) }),
  })
  const model = await loadModel(prepared, weights)
  try {
    return await execute(prepared, {
      ...options,
      parent: { dir, weights: weights.file, sha256: weights.sha256 },
      work: (job) => test(job, model),
    })
  } finally {
    model.algorithm.dispose()
  }
}

export type LoadedModel = Awaited<ReturnType<typeof loadModel>>

/**
 * A prepared run's model with saved weights, on its backend.
 * @throws ConfigError where the weights do not fit the config
 */
export async function loadModel({ plan, registry, dataset }: PreparedRun, weights: SavedWeights) {
  const assembly = new Assembly(plan.resolved, registry)
  const backend = await startBackend(assembly)
  const hparams = nonAlgorithmicHparams(plan.resolved)
  const algorithm = await assembleAlgorithm(assembly, dataset, { generator: new Generator(0), hparams })
  try {
    loadStateDict(algorithm, weights.state)
  } catch (error) {
    algorithm.dispose()
    if (!(error instanceof ConfigError)) throw error
    const notes = error.diagnostics.slice(0, 5).map(({ message }) => message)
    const message = `the saved weights '${weights.file}' do not fit this config`
    throw new ConfigError({ code: 'weights-do-not-fit', path: '', message, notes }, { cause: error })
  }
  return { algorithm, backend }
}

async function test(job: TrainingJob, { algorithm, backend }: LoadedModel): Promise<TrainingResult> {
  const { assembly, dataset, layout, record } = job
  record.backend = backend
  const trainer = await assembleTrainer(assembly, {
    ...job,
    generator: new Generator(record.seed ?? undefined),
    saveWeights: async () => {},
    meter: new RunMeter(),
  })
  try {
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
  }
}
