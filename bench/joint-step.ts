import * as tf from '@tensorflow/tfjs-core'
import { startWasm } from '../src/backends/start-wasm.js'
import { JointLearning } from '../src/components/algorithm/joint-learning.js'
import { MLP } from '../src/components/backbone/mlp.js'
import { HeadsMTL } from '../src/components/heads/heads-mtl.js'
import { SGD } from '../src/components/optimizer/sgd.js'
import type { Batch } from '../src/training/algorithm.js'
import { disposeOutputs } from '../src/training/step-tensors.js'
import { Generator } from '../src/util/generator.js'

const ROWS = 128
const FEATURES = 784
const ROUNDS = 60

/** One training step (forward, backward, optimizer) with that many tasks of equal size; gives its time in ms. */
function stepper(tasks: number, classes: number): () => Promise<number> {
  const generator = new Generator(1)
  const backbone = new MLP({ input_dim: FEATURES, hidden_dims: [256, 256], output_dim: 64, generator })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 64, generator }) })
  const taskIds = Array.from({ length: tasks }, (_, i) => i + 1)
  const size = classes / tasks
  algorithm.setupTasks({
    taskIds,
    numClasses: new Map(taskIds.map((id) => [id, size])),
    optimizer: new SGD({ lr: 0.01 }),
  })
  const x = tf.tensor2d(generator.uniform(ROWS * FEATURES), [ROWS, FEATURES])
  const ids = Int32Array.from({ length: ROWS }, () => (generator.u32() % tasks) + 1)
  const batch: Batch = [x, Int32Array.from({ length: ROWS }, () => generator.u32() % size), ids]
  return async () => {
    const start = performance.now()
    const { outputs, gradients } = await algorithm.gradients(batch)
    algorithm.optimizer.step(gradients)
    outputs.loss.dataSync()
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
for (const classes of [50, 500]) {
  const steppers = [stepper(5, classes), stepper(50, classes)] as const
  const times: [number[], number[]] = [[], []]
  // in turns, so that both see the same machine
  for (let round = -20; round < ROUNDS; round++) {
    for (const i of [0, 1] as const) {
      const taken = await steppers[i]()
      if (round >= 0) times[i].push(taken)
    }
  }
  const [few, many] = [median(times[0]), median(times[1])]
  console.log(JSON.stringify({ classes, ms_5_tasks: few, ms_50_tasks: many, ratio: many / few }))
}
