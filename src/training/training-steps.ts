import type { NamedTensorMap, Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../compile/compiled-steps.js'
import { stepExecutor } from '../compile/step-executor.js'
import type { GradientAccumulator } from '../nn/accumulate-gradients.js'
import { clipGradients } from '../nn/clip-gradients.js'
import type { Batch, StepHalves, StepResult, TrainingOutputs } from './algorithm.js'
import type { Loop } from './loop.js'
import { StaticLabelArrays } from './static-labels.js'

/** Before a task's id in the name of an output: its loss. */
const OF_TASK = 'loss of task '

/** Before the name of what a step's first half keeps for its second one. */
const KEPT = 'kept '

/** What became of one batch. */
export interface TrainedBatch {
  outputs: TrainingOutputs
  /** Whether that is all: else its gradients are in the accumulator, and the optimizer has not stepped. */
  done: boolean
  /** What is left of it, where the host decides between two calls. */
  half?: SecondHalf
}

/** Gradients, and the update where the optimizer steps. */
interface SecondHalf {
  run(): void
  /** Frees what it is made of, also where it did not run. */
  dispose(): void
}

/** Training steps as one call each: gradients, and in the last of those that are accumulated, the update. */
export class TrainingSteps {
  readonly #steps: CompiledSteps
  readonly #labels = new StaticLabelArrays()
  /** Why batches were not compiled. */
  readonly #said = new Set<string>()
  /** Whether any was. */
  #called = false

  private constructor(
    private readonly loop: Loop,
    private readonly accumulator: GradientAccumulator,
    steps: CompiledSteps,
  ) {
    this.#steps = steps
  }

  /** Undefined where steps run operation by operation; `loop.state.byOps` says why. */
  static of(loop: Loop, accumulator: GradientAccumulator): TrainingSteps | undefined {
    const executor = stepExecutor()
    if (!executor) return undefined
    loop.state.byOps ??= loop.state.options.compile ? readerOf(loop) : 'trainer.compile=false'
    const { byOps } = loop.state
    if (byOps !== undefined) {
      if (loop.state.options.compile) sayByOps(loop.state, byOps)
      return undefined
    }
    return new TrainingSteps(loop, accumulator, new CompiledSteps(executor))
  }

  /**
   * One batch.
   * @param update whether the optimizer steps after it.
   * @returns what the step measured, without what its layers gave.
   */
  async run(batch: Batch, update: boolean): Promise<TrainedBatch> {
    const [x] = batch
    const rows = x.shape[0] as number
    const own = this.#labels.fill(batch)
    const sizes = `${rows} rows, ${own.y.length} labels`
    const place = `${this.accumulator.empty ? ', first' : ''}${update ? ', update' : ''}`
    const given: Batch = [x, own.y, own.taskIds, own.targets]
    const formed = this.loop.algorithm.stepForm?.(given) ?? { form: '' }
    if (typeof formed === 'string') return await this.#byOps(batch, formed)
    this.#called = true
    const { form, halves } = formed
    if (halves) return await this.#inHalves(halves, given, { sizes, form, place, update })
    const step = () => this.#step(given, update)
    try {
      const outputs = this.#outputs(this.#steps.run(`${sizes}, ${form}${place}`, [x], step), own.taskIds)
      this.#runByOps(this.#steps.reason)
      return { outputs, done: true }
    } catch (error) {
      if (!(error instanceof Waiting)) throw error
      this.#runByOps('the algorithm waits within its step')
      const { outputs, gradients } = await error.result
      this.accumulator.add(gradients)
      const taskLosses = ofPresent(outputs.taskLosses ?? new Map(), own.taskIds)
      return { outputs: { ...outputs, taskLosses }, done: false }
    }
  }

  /** Why steps ran operation by operation; null: some were calls. */
  get byOps(): string | null {
    const [reason = null] = this.#called ? [] : this.#said
    return this.loop.state.byOps ?? reason
  }

  /** Gives the weights the values that they had before the last step, where it was one call. */
  undo(): void {
    this.#steps.undo()
  }

  dispose(): void {
    this.#steps.dispose()
  }

  /** All steps from now on, where there is a reason. */
  #runByOps(reason: string | undefined): void {
    const { state } = this.loop
    if (reason === undefined || state.byOps !== undefined) return
    state.byOps = reason
    sayByOps(state, reason)
  }

  /** A batch that is not compiled, as others are. */
  async #byOps(batch: Batch, reason: string): Promise<TrainedBatch> {
    const { algorithm, state } = this.loop
    if (!this.#said.has(reason)) sayByOps(state, reason)
    this.#said.add(reason)
    const { outputs, gradients } = await algorithm.gradients(batch)
    this.accumulator.add(gradients)
    return { outputs, done: false }
  }

  /** As two calls: what the host decides between them it has read before. */
  async #inHalves(
    halves: StepHalves,
    batch: Batch,
    { sizes, form, place, update }: { sizes: string; form: string; place: string; update: boolean },
  ): Promise<TrainedBatch> {
    const [x, , taskIds] = batch
    const found = this.#steps.run(`${sizes}, ${form}, first half`, [x], () => {
      const { outputs, kept } = halves.first(batch)
      const named = Object.entries(kept).map(([name, tensor]) => [`${KEPT}${name}`, tensor] as const)
      return { ...namedOutputs(outputs), ...Object.fromEntries(named) }
    })
    const isKept = ([name]: readonly [string, unknown]) => name.startsWith(KEPT)
    const entries = Object.entries(found)
    const kept = Object.fromEntries(entries.filter(isKept).map(([name, tensor]) => [name.slice(KEPT.length), tensor]))
    const outputs = this.#outputs(Object.fromEntries(entries.filter((entry) => !isKept(entry))), taskIds as Int32Array)
    await halves.between(batch, kept)
    const run = () => {
      this.#steps.run(`${sizes}${place}, second half`, [x, ...Object.values(kept)], () => {
        this.accumulator.add(halves.second(batch, kept))
        if (update) this.#update()
        return {}
      })
      this.#runByOps(this.#steps.reason)
    }
    const dispose = () => {
      for (const tensor of Object.values(kept)) tensor.dispose()
    }
    return { outputs, done: false, half: { run, dispose } }
  }

  #step(batch: Batch, update: boolean): NamedTensorMap {
    const result = this.loop.algorithm.gradients(batch)
    if (result instanceof Promise) throw new Waiting(result)
    const { outputs, gradients } = result
    this.accumulator.add(gradients)
    if (update) this.#update()
    return namedOutputs(outputs)
  }

  #update(): void {
    const { algorithm, state } = this.loop
    const { gradient_clip_val: limit, gradient_clip_algorithm: by } = state.options
    const clipped = clipGradients(this.accumulator.take(), limit, by)
    algorithm.optimizer.step(clipped)
    for (const { value } of clipped) value.dispose()
  }

  #outputs({ loss, loss_cls, preds, ...others }: NamedTensorMap, taskIds: Int32Array): TrainingOutputs {
    const losses = Object.entries(others).map(([name, loss]) => {
      return [Number(name.slice(OF_TASK.length)), loss as Scalar] as const
    })
    const own = { loss, loss_cls, preds } as { loss: Scalar; loss_cls: Scalar; preds: Tensor1D }
    return { ...own, taskLosses: ofPresent(new Map(losses), taskIds), activations: new Map() }
  }
}

/** What a step measured, without what its layers gave. */
function namedOutputs({ loss, loss_cls, preds, activations, taskLosses }: TrainingOutputs): NamedTensorMap {
  for (const tensor of activations.values()) tensor.dispose()
  const byTask = Array.from(taskLosses ?? [], ([taskId, tensor]) => [`${OF_TASK}${taskId}`, tensor] as const)
  return { loss, loss_cls, preds, ...Object.fromEntries(byTask) }
}

/** A recorded step has losses of all tasks: those of tasks that have no rows are freed. */
function ofPresent(losses: ReadonlyMap<number, Scalar>, taskIds: Int32Array): Map<number, Scalar> {
  const present = new Map<number, Scalar>()
  for (const [taskId, loss] of losses) {
    if (taskIds.includes(taskId)) present.set(taskId, loss)
    else loss.dispose()
  }
  return present
}

function sayByOps({ context }: Loop['state'], reason: string): void {
  context.log.info(`steps run operation by operation: ${reason}`)
}

/** Thrown out of a step that is not done when it returns. */
class Waiting extends Error {
  constructor(readonly result: Promise<StepResult>) {
    super('the algorithm waits within its step')
  }
}

/** Why a step cannot be one call: somebody looks into it. */
function readerOf({ participants, algorithm }: Loop): string | undefined {
  if (algorithm.stepByOps !== undefined) return algorithm.stepByOps
  for (const [name, callback] of Object.entries(participants.callbacks)) {
    if (callback.readsStep === false) continue
    if (callback.onBeforeOptimizerStep) return `callbacks.${name} looks at the gradients of a step`
    if (callback.onTrainBatchEnd) return `callbacks.${name} looks at what a step gives`
  }
  return undefined
}
