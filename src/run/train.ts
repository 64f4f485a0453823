import { mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { MapNode } from '../config/node.js'
import { writeSafetensors } from '../formats/safetensors.js'
import { stateDict } from '../nn/state-dict.js'
import { CheckpointStore } from '../rundir/checkpoint-store.js'
import type { RunLayout } from '../rundir/layout.js'
import { type RecordedResults, type RunRecord, writeRunRecord } from '../rundir/run-record.js'
import { writeFileAtomic } from '../rundir/write-file.js'
import type { Algorithm } from '../training/algorithm.js'
import type { Checkpoint, SaveCheckpoint } from '../training/checkpoint.js'
import type { MTLDataset } from '../training/dataset.js'
import type { RunContext } from '../training/run-context.js'
import { Generator } from '../util/generator.js'
import { Interrupted } from '../util/interrupted.js'
import { sha256OfFile } from '../util/sha256.js'
import { type Assembly, assembleTraining, type BackendComponent } from './assemble.js'
import { encodeCheckpoint, encodeFinal } from './checkpoint-files.js'
import { RunMeter } from './run-meter.js'

export interface TrainingResult {
  /** Task ids in the order in which they were tested. */
  evalTasks: number[]
  /** Test accuracy of each, in that order. */
  testAcc: number[]
  avgAcc: number
  testLossCls: number[]
  avgLossCls: number
  wallSeconds: number
  firstBatchSeconds: number | null
  samplesPerSecond: number | null
  peakRssMiB: number
}

export interface TrainingJob {
  assembly: Assembly
  dataset: MTLDataset
  hparams: MapNode
  layout: RunLayout
  context: RunContext
  /** Filled in as facts become known. */
  record: RunRecord
  /** Where a resumed run goes on; null: from its beginning. Missing: a new run. */
  resumeFrom?: Checkpoint | null | undefined
}

/**
 * Trains, tests, and saves the weights.
 * @throws Interrupted where the context's signal ended it; RunError where training failed
 */
export async function train(job: TrainingJob): Promise<TrainingResult> {
  const { assembly, dataset, layout, record } = job
  record.backend = await startBackend(assembly)
  writeRunRecord(layout.dir, record)

  const meter = new RunMeter()
  let algorithm: Algorithm | undefined
  const saveWeights = async (name: string) => {
    if (algorithm) await saveModel(algorithm, join(layout.checkpoints, name, 'model.safetensors'))
  }
  const store = new CheckpointStore(layout.checkpoints)
  const saveCheckpoint: SaveCheckpoint = async (checkpoint, { last, after }) => {
    await store.saveStep(checkpoint.step, encodeCheckpoint(checkpoint), after)
    if (last) await store.settled()
  }
  const generator = new Generator(record.seed ?? undefined)
  const services = { ...job, generator, saveWeights, saveCheckpoint, meter }
  const parts = await assembleTraining(assembly, dataset, services)
  algorithm = parts.algorithm
  try {
    const { status, steps } = await parts.trainer.fit(parts.algorithm, dataset)
    if (status === 'interrupted') throw new Interrupted(`interrupted after step ${steps}`)
    await store.replace('final', await encodeFinal(parts.algorithm))
    const { acc, loss_cls, averages } = await parts.trainer.test(parts.algorithm, dataset)
    const result = {
      evalTasks: [...acc.keys()],
      testAcc: [...acc.values()],
      avgAcc: averages.acc,
      testLossCls: [...loss_cls.values()],
      avgLossCls: averages.loss_cls,
      wallSeconds: performance.now() / 1000,
      firstBatchSeconds: meter.firstBatchSeconds,
      samplesPerSecond: meter.samplesPerSecond,
      // Linux and macOS alike: Node gives kibibytes.
      peakRssMiB: process.resourceUsage().maxRSS / 1024,
    }
    record.results = recordedResults(acc, loss_cls, averages)
    return result
  } finally {
    // A checkpoint that could not be written was told by whoever waited for it.
    await store.settled().catch(() => {})
    record.files = hashes(layout)
    parts.algorithm.dispose()
  }
}

/** Starts what computes. @returns what `run.json` says of it */
export async function startBackend(assembly: Assembly): Promise<Record<string, unknown>> {
  const backend = (await assembly.make<BackendComponent>('backend')) as BackendComponent
  const info = await backend.start()
  // TensorFlow decides by the processor where the variable is not set.
  return info.name === 'native' ? { ...info, oneDNN: process.env.TF_ENABLE_ONEDNN_OPTS ?? 'default' } : { ...info }
}

/** Test results as `run.json` has them. */
export function recordedResults(
  acc: ReadonlyMap<number, number>,
  lossCls: ReadonlyMap<number, number>,
  averages: { acc: number; loss_cls: number },
): RecordedResults {
  return {
    avg_acc: averages.acc,
    avg_loss_cls: averages.loss_cls,
    acc: Object.fromEntries(acc),
    loss_cls: Object.fromEntries(lossCls),
  }
}

/** Writes a model's weights under torch's names, in torch's layouts. */
async function saveModel(algorithm: Algorithm, file: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  writeFileAtomic(file, writeSafetensors(await stateDict(algorithm)))
}

/** sha256 of each file of results and weights that is there. */
export function hashes(layout: RunLayout): Record<string, string> {
  const found: Record<string, string> = {}
  for (const file of [layout.metrics, layout.accuracy, layout.loss, layout.bestWeights, layout.finalWeights]) {
    const hash = sha256OfFile(file)
    if (hash !== undefined) found[relative(layout.dir, file)] = hash
  }
  return found
}
