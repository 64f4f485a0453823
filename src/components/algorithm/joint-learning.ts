import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect, recordsStep } from '../../compile/host-work.js'
import { weightedCrossEntropy } from '../../nn/cross-entropy.js'
import type { Targets } from '../../nn/losses/task-losses.js'
import type { Stage } from '../../nn/module.js'
import { type Gradient, type Parameter, presentSegments } from '../../nn/parameter.js'
import type { Combination, FixedWeighting, GradientWeighting, LossWeighting, Weighting } from '../../nn/weighting.js'
import type { Batch, StepResult, TaskGramian, TaskSetup, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import type { TrainerState } from '../../training/trainer-state.js'
import { ConfigError } from '../../util/diagnostic.js'
import { Generator } from '../../util/generator.js'
import { Mean } from '../weighting/mean.js'
import { MTLAlgorithm, type MTLAlgorithmParams } from './mtl-algorithm.js'
import { fewRows, rowGradients } from './row-gradients.js'
import {
  lastLayerOf,
  type SharedGradients,
  type StepPasses,
  type TaskStep,
  writtenGradients,
} from './task-gradients.js'
import { TaskRows, taskSums } from './task-rows.js'

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
  /** Losses of the newest step by task, where the weighting compares them with those after it. */
  #before: Scalar[] | undefined

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
    hostEffect(() => this.checkLabels(labels, ids))
    const preds = tf.argMax(logits, 1) as Tensor1D
    const { weighting } = this
    const rows = new TaskRows(this.trainTasks, ids)
    if (weighting.looksAt === 'tasks' || weighting.looksAt === 'losses') {
      const losses = this.#means(rows, logits, { y: labels, taskIds: ids, targets })
      const loss = totalOf(weighting, losses, rows.lanes)
      return { preds, loss, loss_cls: tf.mean(losses), taskLosses: byTask(rows.taskIds, losses), activations }
    }
    const weights = new Float32Array(ids.length)
    hostEffect(() => {
      const own = new TaskRows(this.trainTasks, ids)
      weights.set(rowWeights(own, this.#masses(own, labels)))
    })
    const { loss, terms } = this.#weighted(logits, { y: labels, taskIds: ids, targets }, weights)
    // They are shares of the mean over tasks.
    const tasks = recordsStep() ? this.trainTasks : rows.taskIds
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

  /** Mean loss of each task present, `[tasks]`. */
  #means(rows: TaskRows, logits: Tensor2D, targets: Targets): Tensor1D {
    return rows.means(this.lossRows(logits, targets), this.#masses(rows, targets.y))
  }

  /** By what each task's sum of losses is divided. */
  #masses({ taskIds, rows }: TaskRows, y: Int32Array): number[] {
    const { losses } = this
    if (losses.plain) return rows.map((own) => own.length)
    return rows.map((own, k) => own.reduce((sum, row) => sum + losses.mass(taskIds[k] as number, y[row] as number), 0))
  }

  get stepByOps(): string | undefined {
    const { looksAt } = this.weighting
    return looksAt === 'nothing' ? undefined : `algorithm.weighting looks at the ${looksAt} of each step`
  }

  /** A weighting that looks at gradients reads them first: then a promise. */
  override gradients(batch: Batch): StepResult | Promise<StepResult> {
    if (this.weighting.looksAt === 'gradients') return this.#combined(batch, this.weighting)
    const result = super.gradients(batch) as StepResult
    if (wantsAfter(this.weighting)) {
      // Of batches whose gradients are added up, the last is compared.
      this.#forgetBefore()
      this.#before = Array.from(result.outputs.taskLosses?.values() ?? [], (loss) => loss.clone())
    }
    return result
  }

  /** Each task's gradients, combined as the weighting says. */
  async #combined(batch: Batch, weighting: GradientWeighting): Promise<StepResult> {
    const step = this.#taskStep(batch, 'train')
    const { rows, shared } = step
    const found = await this.#taskGradients(step, weighting.gramianOnly === true)
    const own = weighting.parameters?.() ?? []
    const [losses, ...values] = await Promise.all([found.losses, ...own.map(({ variable }) => variable)].map(read))
    const given = {
      lanes: rows.lanes,
      losses: Float64Array.from(losses as Float32Array),
      rows: found.rows,
      get gramian() {
        return found.gramian
      },
      lastLayer: lastLayerOf(shared),
      own: values,
    }
    const combination = shared.length === 0 ? { weights: [] } : weighting.combine(given)
    const present = this.heads.present(labelValues(batch[2]))
    const presentOf = (parameter: Parameter) => presentSegments(parameter, this.heads.taskIds, present)
    const outputs = outputsOf(found, rows)
    const gradients = [
      ...found.combined(combination),
      ...found.headGradients.map((gradient) =>
        headGradient(gradient, presentOf(gradient.parameter), rows, combination),
      ),
      ...own.map((parameter, i) => ownGradient(parameter, combination.ownGradients?.[i])),
    ]
    found.losses.dispose()
    found.dispose()
    const taskGramian = {
      taskIds: rows.taskIds,
      get gramian() {
        return found.gramian
      },
    }
    return { outputs: { ...outputs, taskGramian }, gradients }
  }

  #taskStep([x, y, taskIds, targets]: Batch, stage: Stage): TaskStep {
    const [labels, ids] = [labelValues(y), labelValues(taskIds)]
    this.checkLabels(labels, ids)
    const rows = new TaskRows(this.trainTasks, ids)
    const trained = super.parameters().filter(({ frozen }) => !frozen)
    const ofBackbone = new Set(
      this.backbone.parameters().flatMap(({ variable, segments }) => (segments ? [] : [variable])),
    )
    const shared = trained.filter(({ variable }) => ofBackbone.has(variable))
    const own = trained.filter(({ variable }) => !ofBackbone.has(variable))
    const { backbone, heads } = this
    const means = (logits: Tensor2D) => this.#means(rows, logits, { y: labels, taskIds: ids, targets })
    return { backbone, heads, shared, own, x, ids, rows, means, stage }
  }

  /** @param gramianOnly whether their dot products are all that is asked for. */
  async #taskGradients(step: TaskStep, gramianOnly: boolean): Promise<SharedGradients> {
    const found = gramianOnly && fewRows(step) ? await rowGradients(step) : undefined
    return found ?? (await writtenGradients(step, this.#room))
  }

  async taskGramian(batch: Batch): Promise<TaskGramian> {
    const step = this.#taskStep(batch, 'test')
    const found = await this.#taskGradients(step, true)
    const { preds, losses, activations, headGradients, gramian } = found
    for (const { value } of headGradients) value.dispose()
    for (const tensor of [preds, losses, ...activations.values()]) tensor.dispose()
    found.dispose()
    return { taskIds: step.rows.taskIds, gramian }
  }

  async afterStep(batch: Batch): Promise<void> {
    const { weighting } = this
    if (weighting.looksAt === 'gradients') weighting.afterUpdate?.()
    const before = this.#before
    this.#before = undefined
    if (!before || !wantsAfter(weighting)) return
    const rows = new TaskRows(this.trainTasks, labelValues(batch[2]))
    const losses = tf.tidy(() => {
      const { logits } = this.forward(batch[0], { stage: 'train', taskIds: batch[2] })
      const [, y, taskIds, targets] = batch
      return this.#means(rows, logits, { y: labelValues(y), taskIds: labelValues(taskIds), targets })
    })
    const [first, second] = await Promise.all([Promise.all(before.map((loss) => loss.data())), losses.data()])
    for (const tensor of [...before, losses]) tensor.dispose()
    weighting.afterStep(
      first.map(([loss]) => loss as number),
      second,
      rows.lanes,
    )
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

  override dispose(): void {
    this.#forgetBefore()
    super.dispose()
  }

  #forgetBefore(): void {
    for (const loss of this.#before ?? []) loss.dispose()
    this.#before = undefined
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

function totalOf(weighting: FixedWeighting | LossWeighting, losses: Tensor1D, lanes: readonly number[]): Scalar {
  if (weighting.looksAt === 'losses') return weighting.total(losses, lanes)
  return tf.sum(tf.mul(losses, tf.tensor1d(Array.from(weighting.factors(lanes)), 'float32')))
}

/** Each row's weight in a mean of task means. @param masses by which each task's sum is divided */
function rowWeights({ rows, size }: TaskRows, masses: readonly number[]): Float32Array {
  const weights = new Float32Array(size)
  for (const [k, own] of rows.entries()) {
    const mass = masses[k] as number
    for (const row of own) weights[row] = mass > 0 ? 1 / (mass * rows.length) : 0
  }
  return weights
}

function byTask(taskIds: readonly number[], losses: Tensor1D): Map<number, Scalar> {
  return new Map(tf.unstack(losses).map((loss, k) => [taskIds[k] as number, loss as Scalar]))
}

function outputsOf({ preds, losses, activations }: StepPasses, rows: TaskRows): TrainingOutputs {
  return tf.tidy(() => {
    const taskLosses = byTask(rows.taskIds, losses)
    const loss = tf.keep(tf.mean(losses)) as Scalar
    for (const one of taskLosses.values()) tf.keep(one)
    return { preds, loss, loss_cls: loss, taskLosses, activations } as unknown as tf.TensorContainer
  }) as unknown as TrainingOutputs
}

/** Scaled by task where the weighting says so. */
function headGradient(
  { parameter, value }: StepPasses['headGradients'][number],
  present: readonly boolean[] | undefined,
  { taskIds }: TaskRows,
  { headFactors }: Combination,
): Gradient {
  const { segments } = parameter
  const gradient = { parameter, value, ...(present && { present }) }
  if (!headFactors || !segments) return gradient
  const columns = new Float32Array(value.shape.at(-1) as number)
  for (const { taskId, offset, size } of segments) {
    columns.fill(headFactors[taskIds.indexOf(taskId)] ?? 0, offset, offset + size)
  }
  const scaled = tf.tidy(() => tf.mul(value, tf.tensor1d(columns)))
  value.dispose()
  return { ...gradient, value: scaled }
}

/** A copy of a tensor's values. */
async function read(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}

function ownGradient(parameter: Parameter, values: Float32Array | undefined): Gradient {
  const { shape, size } = parameter.variable
  return { parameter, value: tf.tensor(values ?? new Float32Array(size), shape) }
}
