// What a training step costs with each weighting, beside a step with the mean: [rounds].
// MLP 784-256-256-64, 5 heads of 10 classes, 128 rows of mixed tasks, SGD, WASM; a step of each in turn, medians.
import * as tf from '@tensorflow/tfjs-core'
import { startWasm } from '../src/backends/start-wasm.js'
import { JointLearning } from '../src/components/algorithm/joint-learning.js'
import { MLP } from '../src/components/backbone/mlp.js'
import { HeadsMTL } from '../src/components/heads/heads-mtl.js'
import { SGD } from '../src/components/optimizer/sgd.js'
import { weightingManifests } from '../src/components/weighting/manifests.js'
import type { Weighting } from '../src/nn/weighting.js'
import type { Batch } from '../src/training/algorithm.js'
import { disposeOutputs } from '../src/training/step-tensors.js'
import { Generator } from '../src/util/generator.js'

const [ROWS, FEATURES, TASKS, CLASSES] = [128, 784, 5, 10]
const rounds = Number(process.argv[2] ?? 100)

function stepper(weighting: Weighting): () => Promise<number> {
  const generator = new Generator(1)
  const backbone = new MLP({ input_dim: FEATURES, hidden_dims: [256, 256], output_dim: 64, generator })
  const heads = new HeadsMTL({ input_dim: 64, generator })
  const algorithm = new JointLearning({ backbone, heads, weighting, generator })
  const taskIds = Array.from({ length: TASKS }, (_, i) => i + 1)
  const numClasses = new Map(taskIds.map((id) => [id, CLASSES]))
  algorithm.setupTasks({ taskIds, numClasses, optimizer: new SGD({ lr: 0.001 }) })
  const x = tf.tensor2d(generator.uniform(ROWS * FEATURES), [ROWS, FEATURES])
  const ids = Int32Array.from({ length: ROWS }, () => (generator.u32() % TASKS) + 1)
  const batch: Batch = [x, Int32Array.from({ length: ROWS }, () => generator.u32() % CLASSES), ids]
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

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number
}

await startWasm()
const methods: { option: string; step: () => Promise<number>; times: number[] }[] = []
for (const { option, load } of weightingManifests) {
  const Class = (await load()) as new (params: object) => Weighting
  methods.push({ option, step: stepper(new Class({})), times: [] })
}
for (let round = -10; round < rounds; round++) {
  for (const { step, times } of methods) {
    const taken = await step()
    if (round >= 0) times.push(taken)
  }
}
const mean = median(methods.find(({ option }) => option === 'mean')?.times ?? [])
for (const { option, times } of methods) {
  const ms = median(times)
  console.log(JSON.stringify({ weighting: option, ms: Number(ms.toFixed(2)), of_mean: Number((ms / mean).toFixed(2)) }))
}
