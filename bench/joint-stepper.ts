import * as tf from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../src/compile/compiled-steps.js'
import { stepExecutor } from '../src/compile/step-executor.js'
import { JointLearning } from '../src/components/algorithm/joint-learning.js'
import { MLP } from '../src/components/backbone/mlp.js'
import { HeadsMTL } from '../src/components/heads/heads-mtl.js'
import { SGD } from '../src/components/optimizer/sgd.js'
import type { Weighting } from '../src/nn/weighting.js'
import type { Batch, StepResult, TrainingOutputs } from '../src/training/algorithm.js'
import { StaticLabelArrays } from '../src/training/static-labels.js'
import { disposeOutputs } from '../src/training/step-tensors.js'
import { Generator } from '../src/util/generator.js'

const [ROWS, FEATURES] = [128, 784]

interface Options {
  tasks: number
  /** Of each task. */
  classes: number
  lr: number
  /** Default: the mean. */
  weighting?: Weighting
}

/** So many batches follow each other, so that tasks have other rows each time. */
const BATCHES = 8

export interface JointStepper {
  /** @returns what the step took, in ms */
  step(): Promise<number>
  /** How many steps went operation by operation. */
  readonly byOps: number
}

/**
 * One step of joint learning (forward, backward, SGD, what the weighting does after it) of an MLP 784-256-256-64 on 128
 * rows of mixed tasks, as training does it: as one call where backend and weighting allow it.
 */
export function jointStepper({ tasks, classes, lr, weighting }: Options): JointStepper {
  const generator = new Generator(1)
  const backbone = new MLP({ input_dim: FEATURES, hidden_dims: [256, 256], output_dim: 64, generator })
  const heads = new HeadsMTL({ input_dim: 64, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting: weighting ?? null, generator })
  const taskIds = Array.from({ length: tasks }, (_, i) => i + 1)
  const numClasses = new Map(taskIds.map((id) => [id, classes]))
  algorithm.setupTasks({ taskIds, numClasses, optimizer: new SGD({ lr }) })
  const batches = Array.from({ length: BATCHES }, (): Batch => {
    const x = tf.tensor2d(generator.uniform(ROWS * FEATURES), [ROWS, FEATURES])
    const ids = Int32Array.from({ length: ROWS }, () => (generator.u32() % tasks) + 1)
    return [x, Int32Array.from({ length: ROWS }, () => generator.u32() % classes), ids]
  })
  const executor = algorithm.stepByOps === undefined ? stepExecutor() : undefined
  let byOps = 0
  const plain = stepByOps(algorithm)
  const counted = (batch: Batch) => {
    byOps++
    return plain(batch)
  }
  const step = executor ? compiledStep(algorithm, new CompiledSteps(executor), counted) : counted
  let turn = 0
  return {
    async step() {
      const batch = batches[turn++ % BATCHES] as Batch
      const start = performance.now()
      await step(batch)
      return performance.now() - start
    },
    get byOps() {
      return byOps
    },
  }
}

function stepByOps(algorithm: JointLearning): (batch: Batch) => Promise<void> {
  return async (batch) => {
    const { outputs, gradients } = await algorithm.gradients(batch)
    algorithm.optimizer.step(gradients)
    await algorithm.afterStep(batch, outputs)
    await outputs.loss.data()
    // Where operations wait until something is read.
    await gradients[0]?.parameter.variable.data()
    for (const { value } of gradients) value.dispose()
    disposeOutputs(outputs)
  }
}

/** @param byOps does the steps that cannot be compiled */
function compiledStep(
  algorithm: JointLearning,
  steps: CompiledSteps,
  byOps: (batch: Batch) => Promise<void>,
): (batch: Batch) => Promise<void> {
  const labels = new StaticLabelArrays()
  const update = (gradients: StepResult['gradients']) => {
    algorithm.optimizer.step(gradients)
    for (const { value } of gradients) value.dispose()
  }
  const named = ({ loss, loss_cls, preds, activations, taskLosses }: TrainingOutputs): tf.NamedTensorMap => {
    for (const tensor of activations.values()) tensor.dispose()
    return { loss, loss_cls, preds, ...Object.fromEntries(taskLosses ?? []) }
  }
  return async (batch) => {
    const own = labels.fill(batch)
    const given: Batch = [batch[0], own.y, own.taskIds, own.targets]
    const formed = algorithm.stepForm(given)
    if (typeof formed === 'string') return await byOps(batch)
    const { form, halves } = formed
    const outputs = steps.run(form, [batch[0]], () => {
      if (halves) {
        const { outputs: seen, kept } = halves.first(given)
        return { ...named(seen), ...kept }
      }
      const { outputs: seen, gradients } = algorithm.gradients(given) as StepResult
      update(gradients)
      return named(seen)
    })
    const { trainTasks } = algorithm
    const taskLosses = new Map(
      trainTasks.flatMap((id) => (outputs[id] ? [[id, outputs[id] as tf.Scalar] as const] : [])),
    )
    if (halves) {
      await halves.between(given, outputs)
      steps.run(`${form}, second half`, [batch[0], ...Object.values(outputs)], () => {
        update(halves.second(given, outputs))
        return {}
      })
    }
    await algorithm.afterStep(batch, { taskLosses })
    await outputs.loss?.data()
    for (const tensor of Object.values(outputs)) tensor.dispose()
    if (steps.reason !== undefined) throw new Error(steps.reason)
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}
