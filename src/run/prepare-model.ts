import type { BackendInfo } from '../backends/backend.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode } from '../config/node.js'
import { nonAlgorithmicHparams } from '../rundir/hparams.js'
import { withPlaces } from '../schema/place-diagnostics.js'
import type { Algorithm } from '../training/algorithm.js'
import type { MTLDataset, PreparedFile } from '../training/dataset.js'
import { lossOf } from '../training/loop.js'
import { Generator } from '../util/generator.js'
import { Assembly } from './assembly.js'
import { checkClasses } from './check-classes.js'
import type { CheckedRun } from './check-run.js'
import { loadWeights } from './load-weights.js'
import type { Purpose } from './purpose.js'
import { modelKind, onRecordedBackend, startBackend } from './recorded-backend.js'
import { refuseOtherData } from './refuse-other-data.js'
import { seedOf, taskIds } from './run-keys.js'
import { tryForward } from './try-forward.js'
import { bringsWeights } from './warm-start.js'

/** A run whose data are there and whole, and whose network is made, on its backend. Nothing is written yet. */
export interface PreparedModel extends CheckedRun {
  purpose: Purpose
  /** What makes the parts: one for all of them, so that they may share. */
  assembly: Assembly
  dataset: MTLDataset
  data: readonly PreparedFile[]
  backend: BackendInfo
  /** Set up. Its owner disposes it. */
  algorithm: Algorithm
  /** PyTorch's default generator, after the initial draws. */
  generator: Generator
}

/**
 * Opens a run's data, starts what computes, and makes the network, with saved weights where the purpose brings some.
 * @throws ConfigError where the data or the backend are not there, or the parts do not fit together
 */
export async function prepareModel(checked: CheckedRun, purpose: Purpose): Promise<PreparedModel> {
  const { resolved } = checked.plan
  return await withPlaces(resolved, async () => {
    const assembly = new Assembly(onRecordedBackend(resolved, purpose, checked.registry), checked.registry)
    const backend = await assembly.need('backend', { accelerator: acceleratorOf(resolved) })
    const dataset = await assembly.need('dataset')
    // TensorFlow.js loads while other threads read and unpack the data.
    const [data, info] = await together(dataset.prepare(), startBackend(backend, purpose, modelKind(resolved)))
    if (purpose.kind === 'resume') refuseOtherData(purpose.record, data)
    if (purpose.kind === 'eval') checkClasses(purpose.parent, dataset)
    await dataset.setup({ trainTasks: taskIds(resolved, 'train_tasks'), evalTasks: taskIds(resolved, 'eval_tasks') })
    const { algorithm, generator } = await makeAlgorithm(assembly, dataset, purpose)
    return { ...checked, purpose, assembly, dataset, data, backend: info, algorithm, generator }
  })
}

/** What the trainer would like to compute on; null: it does not say. */
function acceleratorOf(root: MapNode): string | null {
  const node = entryAt(root, 'trainer', 'accelerator')
  return node?.kind === 'string' ? node.value : null
}

/** Waits for both; where both fail, the first one's error counts. */
async function together<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  second.catch(() => {})
  const one = await first
  return [one, await second]
}

/** Draws in the order in which PyTorch would: backbone, then heads task by task. */
async function makeAlgorithm(
  assembly: Assembly,
  dataset: MTLDataset,
  purpose: Purpose,
): Promise<Pick<PreparedModel, 'algorithm' | 'generator'>> {
  const { root } = assembly
  const seeded = () => new Generator(seedOf(root) ?? undefined)
  const generator = seeded()
  const hparams = toPlain(nonAlgorithmicHparams(root))
  const given = { generator, trained: bringsWeights(purpose) }
  const backbone = await assembly.need('backbone', given)
  const heads = await assembly.need('heads', given)
  const algorithm = await assembly.need('algorithm', { backbone, heads, generator, nonAlgorithmicHparams: hparams })
  try {
    const optimizer = await assembly.need('optimizer')
    const lrScheduler = await assembly.make('lr_scheduler')
    const taskIds = dataset.trainTasks
    const numClasses = new Map(taskIds.map((task) => [task, dataset.numClasses(task)]))
    const losses = new Map(taskIds.map((task) => [task, lossOf(dataset)(task)]))
    algorithm.setupTasks({ taskIds, numClasses, losses, optimizer, lrScheduler })
    loadWeights(algorithm, purpose)
    tryForward(algorithm, dataset)
  } catch (error) {
    algorithm.dispose()
    throw error
  }
  // Saved weights take the place of what was drawn: what a test draws begins with the seed.
  return { algorithm, generator: purpose.kind === 'eval' ? seeded() : generator }
}
