import * as tf from '@tensorflow/tfjs-core'
import { JointLearning } from '../src/components/algorithm/joint-learning.js'
import { MLP } from '../src/components/backbone/mlp.js'
import { HeadsMTL } from '../src/components/heads/heads-mtl.js'
import { SGD } from '../src/components/optimizer/sgd.js'
import type { Weighting } from '../src/nn/weighting.js'
import type { Batch } from '../src/training/algorithm.js'
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

/**
 * One step of joint learning (forward, backward, SGD, what the weighting does after it) of an MLP 784-256-256-64 on 128
 * rows of mixed tasks. @returns what does it, and gives its time in ms
 */
export function jointStepper({ tasks, classes, lr, weighting }: Options): () => Promise<number> {
  const generator = new Generator(1)
  const backbone = new MLP({ input_dim: FEATURES, hidden_dims: [256, 256], output_dim: 64, generator })
  const heads = new HeadsMTL({ input_dim: 64, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting: weighting ?? null, generator })
  const taskIds = Array.from({ length: tasks }, (_, i) => i + 1)
  const numClasses = new Map(taskIds.map((id) => [id, classes]))
  algorithm.setupTasks({ taskIds, numClasses, optimizer: new SGD({ lr }) })
  const x = tf.tensor2d(generator.uniform(ROWS * FEATURES), [ROWS, FEATURES])
  const ids = Int32Array.from({ length: ROWS }, () => (generator.u32() % tasks) + 1)
  const batch: Batch = [x, Int32Array.from({ length: ROWS }, () => generator.u32() % classes), ids]
  return async () => {
    const start = performance.now()
    const { outputs, gradients } = await algorithm.gradients(batch)
    algorithm.optimizer.step(gradients)
    await algorithm.afterStep(batch)
    await outputs.loss.data()
    const taken = performance.now() - start
    for (const { value } of gradients) value.dispose()
    disposeOutputs(outputs)
    return taken
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}
