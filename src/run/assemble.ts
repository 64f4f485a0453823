import type { BackendInfo } from '../backends/backend.js'
import type { JointLearning } from '../components/algorithm/joint-learning.js'
import type { Trainer } from '../components/trainer/trainer.js'
import { toPlain } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import type { LRScheduler, Optimizer } from '../nn/optimizer.js'
import { instantiate } from '../registry/instantiate.js'
import type { Registry } from '../registry/registry.js'
import type { Callback } from '../training/callback.js'
import type { Checkpoint, SaveCheckpoint } from '../training/checkpoint.js'
import type { MTLDataset } from '../training/dataset.js'
import type { RunContext } from '../training/run-context.js'
import type { Generator } from '../util/generator.js'

/** Creates the parts of a run from its resolved config, group by group. */
export class Assembly {
  readonly #shared = new Map<string, unknown>()

  constructor(
    readonly root: MapNode,
    readonly registry: Registry,
  ) {}

  /** The component of a group, or undefined where the config has none. */
  async make<T>(group: string, kwargs: Record<string, unknown> = {}): Promise<T | undefined> {
    const node = this.root.entries.get(group)
    if (!node || node.kind === 'null') return undefined
    const made = await this.#instantiate(node, kwargs)
    // CLArena's configs say `_partial_: true` where torch wants the parameters first; here a component has them from `attach`.
    return (typeof made === 'function' ? made() : made) as T
  }

  /** A group that is a dict by name. Entries that are null, or no component, are left out. */
  async makeAll<T>(group: string, kwargs: Record<string, unknown> = {}): Promise<Record<string, T>> {
    const made: Record<string, T> = {}
    const node = this.root.entries.get(group)
    if (node?.kind !== 'map') return made
    for (const [name, child] of node.entries) {
      if (child.kind === 'map' && child.entries.has('_target_')) {
        made[String(name)] = (await this.#instantiate(child, kwargs)) as T
      }
    }
    return made
  }

  #instantiate(node: Node, kwargs: Record<string, unknown>): Promise<unknown> {
    return instantiate(node, { registry: this.registry, kwargs, shared: this.#shared })
  }
}

/** A backend's component. */
export interface BackendComponent {
  start(): Promise<BackendInfo>
}

export interface TrainingParts {
  algorithm: JointLearning
  trainer: Trainer
}

/** What the trainer gets beside its config's keys. */
export interface TrainerServices {
  generator: Generator
  context: RunContext
  hparams: MapNode
  saveWeights: (name: string) => Promise<void>
  saveCheckpoint?: SaveCheckpoint
  resumeFrom?: Checkpoint | null | undefined
  /** Times the training from within. */
  meter: Callback
}

/** Tasks as ids: `3` is `[1, 2, 3]`. */
export function taskIds(root: MapNode, key: 'train_tasks' | 'eval_tasks'): number[] {
  const value = toPlain(root.entries.get(key) ?? { kind: 'null', value: null })
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => i + 1)
  return value as number[]
}

/**
 * Builds the algorithm, its data set up, in the order in which PyTorch would draw from the generator: backbone, then heads task
 * by task.
 */
export async function assembleAlgorithm(
  assembly: Assembly,
  dataset: MTLDataset,
  { generator, hparams }: Pick<TrainerServices, 'generator' | 'hparams'>,
): Promise<JointLearning> {
  const backbone = await assembly.make('backbone', { generator })
  const heads = await assembly.make('heads', { generator })
  const nonAlgorithmicHparams = toPlain(hparams)
  const algorithm = (await assembly.make('algorithm', { backbone, heads, nonAlgorithmicHparams })) as JointLearning
  const optimizer = (await assembly.make('optimizer')) as Optimizer
  const lrScheduler = await assembly.make<LRScheduler>('lr_scheduler')
  const trainTasks = taskIds(assembly.root, 'train_tasks')
  await dataset.setup({ trainTasks, evalTasks: taskIds(assembly.root, 'eval_tasks') })
  algorithm.setupTasks({
    taskIds: trainTasks,
    numClasses: new Map(trainTasks.map((task) => [task, dataset.numClasses(task)])),
    optimizer,
    ...(lrScheduler && { lrScheduler }),
  })
  return algorithm
}

/** Builds the trainer with its metrics, callbacks and loggers. */
export async function assembleTrainer(assembly: Assembly, services: TrainerServices): Promise<Trainer> {
  const { generator, context, hparams, saveWeights, saveCheckpoint, resumeFrom, meter } = services
  const metrics = { ...(await assembly.makeAll('metrics')), compat: compatOf(assembly.root) }
  const callbacks = { ...(await assembly.makeAll<Callback>('callbacks', { saveWeights })), meter }
  const loggers = await assembly.makeAll('loggers')
  return (await assembly.make('trainer', {
    metrics,
    callbacks,
    loggers,
    generator,
    context,
    ...{ saveWeights, saveCheckpoint, resumeFrom },
    hparams: toPlain(hparams),
  })) as Trainer
}

/** Builds algorithm and trainer. */
export async function assembleTraining(
  assembly: Assembly,
  dataset: MTLDataset,
  services: TrainerServices,
): Promise<TrainingParts> {
  const algorithm = await assembleAlgorithm(assembly, dataset, services)
  return { algorithm, trainer: await assembleTrainer(assembly, services) }
}

function compatOf(root: MapNode): unknown {
  const compat = entryAt(root, 'metrics', 'compat')
  return compat ? toPlain(compat) : null
}
