import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect, hostTensor, recordsStep } from '../../compile/host-work.js'
import { weightedCrossEntropy } from '../../nn/cross-entropy.js'
import type { Targets } from '../../nn/losses/task-losses.js'
import type { Parameter } from '../../nn/parameter.js'
import type { FixedWeighting, GradientWeighting, LossWeighting, Weighting } from '../../nn/weighting.js'
import type { Batch, StepForm, StepResult, TaskGramian, TaskSetup, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues, outputTensors } from '../../training/step-tensors.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { ConfigError } from '../../util/diagnostic.js'
import { Generator } from '../../util/generator.js'
import { Mean } from '../weighting/mean.js'
import { fewRows, sharesLinearLayers } from './few-rows.js'
import { MTLAlgorithm, type MTLAlgorithmParams } from './mtl-algorithm.js'
import { RowHalves } from './row-halves.js'
import { RowPasses } from './row-passes.js'
import type { Looking, StepModel } from './step-model.js'
import { byTask, meanOfPresent } from './step-outputs.js'
import { TaskRows, taskMeans, taskSums } from './task-rows.js'
import { WrittenHalves } from './written-halves.js'

/** Keys of `JointLearning`, and what the run passes in. */
export interface JointLearningParams extends MTLAlgorithmParams {
  /** How tasks are weighed against each other. Default: null, the mean of the present tasks' losses. */
  weighting?: Weighting | null
  /** What the weighting draws comes from a stream of it. Default: torch's unseeded generator. */
  generator?: Generator
}

/**
 * Joint learning: all tasks at once, on batches of mixed tasks. Loss and accuracy are the mean over the tasks present
 * in the batch of each task's mean, as CLArena's; what is minimised is that mean, or what the weighting makes of the
 * tasks.
 */
export class JointLearning extends MTLAlgorithm {
  /** How tasks are weighed against each other. */
  readonly weighting: Weighting
  readonly #generator: Generator
  /** Where gradients are read into: as large as a network or larger, so not made for each step. */
  readonly #room: Float32Array[] = []
  #model: StepModel | undefined
  /** Undefined where what tasks share are not linear layers alone; null: not known yet. */
  #passes: RowPasses | undefined | null = null
  /** By what the halves' first part is for. */
  readonly #rowHalves = new Map<Looking, RowHalves>()
  readonly #writtenHalves = new Map<Looking, WrittenHalves>()

  constructor({ weighting, generator = new Generator(), ...params }: JointLearningParams) {
    super(params)
    this.weighting = weighting ?? new Mean()
    refuseOther(this.weighting)
    this.#generator = generator
  }

  override setupTasks(setup: TaskSetup): void {
    this.weighting.setupTasks?.({ taskIds: setup.taskIds, generator: this.#generator.stream('weighting') })
    super.setupTasks(setup)
  }

  override parameters(): readonly Parameter[] {
    return [...super.parameters(), ...(this.weighting.parameters?.() ?? [])]
  }

  /**
   * One step over rows of mixed tasks, without a loop over the tasks. Its loss is what a weighting makes of the tasks'
   * losses; where the weighting looks at their gradients, it is their mean.
   */
  trainingStep([x, y, taskIds, targets]: Batch): TrainingOutputs {
    const ids = labelValues(taskIds)
    const labels = labelValues(y)
    const { logits, activations } = this.forward(x, { stage: 'train', taskIds: ids })
    const preds = tf.argMax(logits, 1) as Tensor1D
    const { weighting } = this
    if (weighting.looksAt === 'tasks' || weighting.looksAt === 'losses') {
      const tasks = this.#tasksOf(ids)
      const losses = this.#means(logits, [x, labels, ids, targets], tasks)
      const loss_cls = meanOfPresent(losses, ids, tasks)
      const loss = this.#total(weighting, losses, ids, tasks)
      return { preds, loss, loss_cls, taskLosses: byTask(tasks, losses), activations }
    }
    const weights = new Float32Array(ids.length)
    hostEffect(() => {
      this.checkLabels(labels, ids)
      const own = new TaskRows(this.trainTasks, ids)
      weights.set(rowWeights(own, this.#masses(own, labels)))
    })
    const { loss, terms } = this.#weighted(logits, { y: labels, taskIds: ids, targets }, weights)
    // They are shares of the mean over tasks.
    const tasks = this.#tasksOf(ids)
    const losses = taskSums(terms, ids, tasks)
    terms.dispose()
    return { preds, loss, loss_cls: loss, taskLosses: byTask(tasks, losses), activations }
  }

  /** The rows' losses, each with its weight: their sum, and each of them, to dispose. */
  #weighted(logits: Tensor2D, targets: Targets, weights: Float32Array): { loss: Scalar; terms: Tensor1D } {
    if (!this.losses.plain) {
      const terms = this.losses.rows(logits, targets, weights)
      return { loss: tf.sum(terms), terms: tf.keep(tf.clone(terms)) }
    }
    let terms: Tensor1D | undefined
    const loss = weightedCrossEntropy(logits, targets.y, weights, (each) => {
      terms = each
    })
    return { loss, terms: terms as unknown as Tensor1D }
  }

  /** The tasks of which a step has losses: a recorded one, which may have rows of any of them, of all. Ascending. */
  #tasksOf(ids: Int32Array): readonly number[] {
    return recordsStep() ? [...this.trainTasks].sort((a, b) => a - b) : new TaskRows(this.trainTasks, ids).taskIds
  }

  /** Mean loss of each of the tasks, `[tasks]`. */
  #means(logits: Tensor2D, [, y, taskIds, targets]: Batch, tasks: readonly number[]): Tensor1D {
    const [labels, ids] = [labelValues(y), labelValues(taskIds)]
    hostEffect(() => this.checkLabels(labels, ids))
    const rows = this.lossRows(logits, { y: labels, taskIds: ids, targets })
    return taskMeans(rows, ids, tasks, (own) => this.#masses(own, labels))
  }

  /** What is minimised. */
  #total(
    weighting: FixedWeighting | LossWeighting,
    losses: Tensor1D,
    ids: Int32Array,
    tasks: readonly number[],
  ): Scalar {
    if (weighting.looksAt === 'losses') {
      return weighting.total(
        losses,
        tasks.map((taskId) => this.trainTasks.indexOf(taskId)),
      )
    }
    const factors = hostTensor<tf.Rank.R1>([tasks.length], 'float32', (values) => {
      values.fill(0)
      const { taskIds, lanes } = new TaskRows(this.trainTasks, ids)
      const own = weighting.factors(lanes)
      for (const [k, taskId] of taskIds.entries()) values[tasks.indexOf(taskId)] = own[k] as number
    })
    return tf.sum(tf.mul(losses, factors))
  }

  /** By what each task's sum of losses is divided. */
  #masses({ taskIds, rows }: TaskRows, y: Int32Array): number[] {
    const { losses } = this
    if (losses.plain) return rows.map((own) => own.length)
    return rows.map((own, k) => own.reduce((sum, row) => sum + losses.mass(taskIds[k] as number, y[row] as number), 0))
  }

  get stepByOps(): string | undefined {
    const { weighting } = this
    return weighting.looksAt === 'losses' && !weighting.form
      ? 'algorithm.weighting looks at the losses of each step'
      : undefined
  }

  stepForm(batch: Batch): StepForm | string {
    const { weighting } = this
    if (weighting.looksAt === 'losses') {
      const { size } = new Set(labelValues(batch[2]))
      if (size < this.trainTasks.length) return 'algorithm.weighting looks at the losses of a batch that lacks tasks'
      return { form: weighting.form?.() ?? '' }
    }
    if (weighting.looksAt !== 'gradients') return { form: '' }
    const halves = this.#halvesOf(batch, weighting)
    return { form: halves.form(batch), halves }
  }

  /** A weighting that looks at gradients reads them first: then a promise. */
  override gradients(batch: Batch): StepResult | Promise<StepResult> {
    if (this.weighting.looksAt === 'gradients') return this.#combined(batch, this.weighting)
    return super.gradients(batch)
  }

  /** Each task's gradients, combined as the weighting says. */
  async #combined(batch: Batch, weighting: GradientWeighting): Promise<StepResult> {
    const halves = this.#halvesOf(batch, weighting)
    const { outputs, kept } = halves.first(batch)
    await halves.between(batch, kept)
    const gradients = halves.second(batch, kept)
    const tensors = halves.ofGramian(kept)
    for (const tensor of Object.values(kept)) if (!tensors.includes(tensor)) tensor.dispose()
    const taskIds = new TaskRows(this.trainTasks, labelValues(batch[2])).taskIds
    const taskGramian = {
      taskIds,
      tensors,
      get gramian() {
        return halves.gramian
      },
    }
    return { outputs: { ...outputs, taskGramian }, gradients }
  }

  /** Without the tasks' gradients written out, where that is cheaper. */
  #halvesOf(batch: Batch, weighting: Looking): RowHalves | WrittenHalves {
    const model = this.#modelOf()
    const passes = this.#rowPasses(model, batch)
    const rows = batch[0].shape[0] as number
    if (passes && (!weighting.gramianOnly || fewRows(model.shared, rows, model.tasks.length))) {
      const halves = this.#rowHalves.get(weighting) ?? new RowHalves(passes, weighting)
      this.#rowHalves.set(weighting, halves)
      return halves
    }
    const halves = this.#writtenHalves.get(weighting) ?? new WrittenHalves(model, weighting, this.#room)
    this.#writtenHalves.set(weighting, halves)
    return halves
  }

  /** Undefined where what tasks share are not linear layers alone. */
  #rowPasses(model: StepModel, [x, , taskIds]: Batch): RowPasses | undefined {
    const [rows, ...sampleShape] = x.shape as [number, ...number[]]
    // Where a row is of several tasks, what comes back at it is, too.
    if (labelValues(taskIds).length !== rows) return undefined
    if (this.#passes === null) {
      this.#passes = sharesLinearLayers(model, model.tasks, sampleShape) ? new RowPasses(model) : undefined
    }
    return this.#passes
  }

  #modelOf(): StepModel {
    if (this.#model) return this.#model
    const { backbone, heads, trainTasks: tasks } = this
    const trained = super.parameters().filter(({ frozen }) => !frozen)
    const ofBackbone = new Set(backbone.parameters().flatMap(({ variable, segments }) => (segments ? [] : [variable])))
    const shared = trained.filter(({ variable }) => ofBackbone.has(variable))
    const own = trained.filter(({ variable }) => !ofBackbone.has(variable))
    const means = this.#means.bind(this)
    const presence = this.presence.bind(this)
    this.#model = { backbone, heads, shared, own, tasks, means, presence }
    return this.#model
  }

  async taskGramian(batch: Batch): Promise<TaskGramian> {
    const { taskIds } = new TaskRows(this.trainTasks, labelValues(batch[2]))
    const halves = this.#halvesOf(batch, onlyLooks)
    const { outputs, kept } = halves.first(batch, 'test')
    await halves.between(batch, kept)
    for (const tensor of [...outputTensors(outputs), ...Object.values(kept)]) tensor.dispose()
    return { taskIds, gramian: halves.gramian }
  }

  async afterStep(batch: Batch, { taskLosses }: Pick<TrainingOutputs, 'taskLosses'>): Promise<void> {
    const { weighting } = this
    if (weighting.looksAt === 'gradients') weighting.afterUpdate?.()
    if (!wantsAfter(weighting) || !taskLosses) return
    const { taskIds, lanes } = new TaskRows(this.trainTasks, labelValues(batch[2]))
    const losses = tf.tidy(() => {
      const { logits } = this.forward(batch[0], { stage: 'train', taskIds: batch[2] })
      return this.#means(logits, batch, taskIds)
    })
    const before = await Promise.all(
      taskIds.map(async (taskId) => (await taskLosses.get(taskId)?.data())?.[0] as number),
    )
    const after = await losses.data()
    losses.dispose()
    weighting.afterStep(before, after, lanes)
  }

  /** The weighting may have something to say, once each. */
  onFitStart({ context }: TrainerState): void {
    const said = new Set<string>()
    this.weighting.warn = (message) => {
      if (!said.has(message)) context.log.warn(message)
      said.add(message)
    }
  }

  onTrainLosses(losses: ReadonlyMap<number, number>): void {
    const byLane = Array.from(losses, ([taskId, loss]) => [this.trainTasks.indexOf(taskId), loss] as const)
    this.weighting.onTrainLosses?.(new Map(byLane))
  }

  onTrainEpochEnd(): void {
    this.weighting.onTrainEpochEnd?.()
  }

  onSaveCheckpoint(): unknown {
    return this.weighting.stateDict?.()
  }

  onLoadCheckpoint(state: unknown): void {
    this.weighting.loadStateDict?.(state)
  }
}

const needed = { nothing: undefined, tasks: 'factors', losses: 'total', gradients: 'combine' } as const

/** A plugin's class may lack what its kind needs. */
function refuseOther(weighting: Weighting): void {
  const { looksAt } = weighting
  const method = needed[looksAt]
  if (
    looksAt in needed &&
    (!method || typeof (weighting as unknown as Record<string, unknown>)[method] === 'function')
  ) {
    return
  }
  const lacks = looksAt in needed ? `${method}()` : `looksAt, one of ${Object.keys(needed).join(', ')}`
  throw new ConfigError({
    code: 'incomplete-component',
    path: 'weighting',
    message: `algorithm.weighting cannot be used as a component of group weighting: it lacks ${lacks}`,
  })
}

function wantsAfter(weighting: Weighting): weighting is LossWeighting & { afterStep: object } {
  return weighting.looksAt === 'losses' && weighting.afterStep !== undefined
}

/** Of dot products, where nothing is made of them. */
const onlyLooks: Looking = { gramianOnly: true, combine: () => ({ weights: [] }) }

/** Each row's weight in a mean of task means. @param masses by which each task's sum is divided */
function rowWeights({ rows, size }: TaskRows, masses: readonly number[]): Float32Array {
  const weights = new Float32Array(size)
  for (const [k, own] of rows.entries()) {
    const mass = masses[k] as number
    for (const row of own) weights[row] = mass > 0 ? 1 / (mass * rows.length) : 0
  }
  return weights
}
