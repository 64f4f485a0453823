import type { NamedTensorMap, Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../compile/compiled-steps.js'
import { stepExecutor } from '../compile/step-executor.js'
import type { GradientAccumulator } from '../nn/accumulate-gradients.js'
import { clipGradients } from '../nn/clip-gradients.js'
import type { Batch, StepResult, TrainingOutputs } from './algorithm.js'
import type { Loop } from './loop.js'
import { disposeOutputs, labelValues } from './step-tensors.js'

/** Before a task's id in the name of an output: its loss. */
const OF_TASK = 'loss of task '

/** A batch's labels, in arrays that stay where they are. */
interface Labels {
  y: Int32Array
  taskIds: Int32Array
  targets: Float32Array | undefined
}

/** Training steps as one call each: gradients, and in the last of those that are accumulated, the update. */
export class TrainingSteps {
  readonly #steps: CompiledSteps
  readonly #labels = new Map<number, Labels>()

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
   * @returns what the step measured, without what its layers gave; undefined: nothing was done, for the algorithm waits
   *   within its step, and all steps run operation by operation from now on.
   */
  async run([x, y, taskIds, targets]: Batch, update: boolean): Promise<TrainingOutputs | undefined> {
    const rows = x.shape[0] as number
    const own = this.#labelsOf(rows, labelValues(y).length, targets?.length)
    own.y.set(labelValues(y))
    own.taskIds.set(labelValues(taskIds))
    if (targets) own.targets?.set(targets)
    const kind = `${rows} rows${this.accumulator.empty ? ', first' : ''}${update ? ', update' : ''}`
    const step = () => this.#step([x, own.y, own.taskIds, own.targets], update)
    let outputs: TrainingOutputs | undefined
    try {
      outputs = this.#outputs(this.#steps.run(kind, [x], step), own.taskIds)
    } catch (error) {
      if (!(error instanceof Waiting)) throw error
      const { outputs: unused, gradients } = await error.result
      for (const { value } of gradients) value.dispose()
      disposeOutputs(unused)
    }
    const { state } = this.loop
    const reason = outputs ? this.#steps.reason : 'the algorithm waits within its step'
    if (reason !== undefined && state.byOps === undefined) {
      state.byOps = reason
      sayByOps(state)
    }
    return outputs
  }

  /** Gives the weights the values that they had before the last step, where it was one call. */
  undo(): void {
    this.#steps.undo()
  }

  dispose(): void {
    this.#steps.dispose()
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

  /** Of the tasks' losses, those of tasks that have rows. */
  #outputs({ loss, loss_cls, preds, ...others }: NamedTensorMap, taskIds: Int32Array): TrainingOutputs {
    const taskLosses = new Map<number, Scalar>()
    for (const [name, tensor] of Object.entries(others)) {
      const taskId = Number(name.slice(OF_TASK.length))
      if (taskIds.includes(taskId)) taskLosses.set(taskId, tensor as Scalar)
      else tensor.dispose()
    }
    const own = { loss, loss_cls, preds } as { loss: Scalar; loss_cls: Scalar; preds: Tensor1D }
    return { ...own, taskLosses, activations: new Map() }
  }

  #labelsOf(rows: number, pairs: number, targets: number | undefined): Labels {
    const known = this.#labels.get(rows) ?? {
      y: new Int32Array(pairs),
      taskIds: new Int32Array(pairs),
      targets: targets === undefined ? undefined : new Float32Array(targets),
    }
    this.#labels.set(rows, known)
    return known
  }
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
