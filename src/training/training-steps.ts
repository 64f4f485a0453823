import type { NamedTensorMap, Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../compile/compiled-steps.js'
import { stepExecutor } from '../compile/step-executor.js'
import type { GradientAccumulator } from '../nn/accumulate-gradients.js'
import { clipGradients } from '../nn/clip-gradients.js'
import type { Batch, StepResult, TrainingOutputs } from './algorithm.js'
import type { Loop } from './loop.js'
import { StaticLabelArrays } from './static-labels.js'

/** Before a task's id in the name of an output: its loss. */
const OF_TASK = 'loss of task '

/** What became of one batch. */
export interface TrainedBatch {
  outputs: TrainingOutputs
  /** Whether that is all: else its gradients are in the accumulator, and the optimizer has not stepped. */
  done: boolean
}

/** Training steps as one call each: gradients, and in the last of those that are accumulated, the update. */
export class TrainingSteps {
  readonly #steps: CompiledSteps
  readonly #labels = new StaticLabelArrays()

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
    if (loop.state.byOps !== undefined) {
      if (loop.state.options.compile) sayByOps(loop.state)
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
    const kind = `${rows} rows, ${own.y.length} labels${this.accumulator.empty ? ', first' : ''}${update ? ', update' : ''}`
    const step = () => this.#step([x, own.y, own.taskIds, own.targets], update)
    try {
      const outputs = this.#outputs(this.#steps.run(kind, [x], step), own.taskIds)
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
    sayByOps(state)
  }

  #step(batch: Batch, update: boolean): NamedTensorMap {
    const { algorithm, state } = this.loop
    const result = algorithm.gradients(batch)
    if (result instanceof Promise) throw new Waiting(result)
    const { outputs, gradients } = result
    this.accumulator.add(gradients)
    if (update) {
      const { gradient_clip_val: limit, gradient_clip_algorithm: by } = state.options
      const clipped = clipGradients(this.accumulator.take(), limit, by)
      algorithm.optimizer.step(clipped)
      for (const { value } of clipped) value.dispose()
    }
    const { loss, loss_cls, preds, activations, taskLosses } = outputs
    for (const tensor of activations.values()) tensor.dispose()
    const byTask = Array.from(taskLosses ?? [], ([taskId, tensor]) => [`${OF_TASK}${taskId}`, tensor] as const)
    return { loss, loss_cls, preds, ...Object.fromEntries(byTask) }
  }

  #outputs({ loss, loss_cls, preds, ...others }: NamedTensorMap, taskIds: Int32Array): TrainingOutputs {
    const losses = Object.entries(others).map(([name, loss]) => {
      return [Number(name.slice(OF_TASK.length)), loss as Scalar] as const
    })
    const own = { loss, loss_cls, preds } as { loss: Scalar; loss_cls: Scalar; preds: Tensor1D }
    return { ...own, taskLosses: ofPresent(new Map(losses), taskIds), activations: new Map() }
  }
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

function sayByOps({ context, byOps }: Loop['state']): void {
  context.log.info(`steps run operation by operation: ${byOps}`)
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
