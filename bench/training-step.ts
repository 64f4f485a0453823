// Time of a training step of joint learning: [mlp|mlp50|cnn|small_resnet|resnet18] [seconds]
// [--backend wasm|onnx|native|webgpu] [--batch ROWS] [--optimizer sgd|adam] [--threads N]
// [--ops], which runs steps operation by operation.
// mlp: 784-256-256-64 with 5 heads of 10 classes, batch 128, SGD (mlp50: 50 heads of one class each, as many in all).
import { parseArgs } from 'node:util'
import * as tf from '@tensorflow/tfjs-core'
import { startNative } from '../src/backends/start-native.js'
import { startOnnx } from '../src/backends/start-onnx.js'
import { startWasm } from '../src/backends/start-wasm.js'
import { startWebgpu } from '../src/backends/start-webgpu.js'
import { CompiledSteps } from '../src/compile/compiled-steps.js'
import { stepExecutor } from '../src/compile/step-executor.js'
import { JointLearning } from '../src/components/algorithm/joint-learning.js'
import { CNN } from '../src/components/backbone/cnn.js'
import { MLP } from '../src/components/backbone/mlp.js'
import { ResNet18 } from '../src/components/backbone/resnet.js'
import { HeadsMTL } from '../src/components/heads/heads-mtl.js'
import { Adam } from '../src/components/optimizer/adam.js'
import { SGD } from '../src/components/optimizer/sgd.js'
import type { StepResult } from '../src/training/algorithm.js'
import { Generator } from '../src/util/generator.js'
import { SmallResNet } from './lib/small-resnet.js'

interface StepOptions {
  model: 'mlp' | 'mlp50' | 'cnn' | 'small_resnet' | 'resnet18'
  backend: 'wasm' | 'onnx' | 'native' | 'webgpu'
  optimizer: 'sgd' | 'adam'
  threads: number | null
  /** Operation by operation, also where the backend can run a step as one call. */
  ops: boolean
  /** Rows of a batch. Default: 128, of a ResNet 32. */
  batch?: number | undefined
  seconds: number
}

const generator = new Generator(1)
const models = {
  mlp: {
    shape: [784],
    make: () => new MLP({ input_dim: 784, hidden_dims: [256, 256], output_dim: 64, generator }),
  },
  cnn: {
    shape: [28, 28, 1],
    make: () => new CNN({ image_shape: [28, 28, 1], output_dim: 128, generator }),
  },
  small_resnet: { shape: [32, 32, 3], make: () => new SmallResNet({ generator }) },
  resnet18: { shape: [32, 32, 3], make: () => new ResNet18({ input_channels: 3, generator }) },
}

/** Times training steps (forward, backward, SGD), each read back before the next begins. */
async function timeSteps(options: StepOptions) {
  const { model, backend, batch = model.includes('resnet') ? 32 : 128, seconds, threads } = options
  const start = {
    wasm: startWasm,
    onnx: () => startOnnx({ threads }),
    native: () => startNative({ threads }),
    webgpu: startWebgpu,
  }
  const { name, adapter } = await start[backend]()
  const { shape, make } = models[model === 'mlp50' ? 'mlp' : model]
  const backbone = make()
  const tasks = model === 'mlp50' ? 50 : 5
  const classes = 50 / tasks
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: backbone.outputDim, generator }) })
  const taskIds = Array.from({ length: tasks }, (_, i) => i + 1)
  const numClasses = new Map(taskIds.map((task) => [task, classes]))
  const optimizer = options.optimizer === 'adam' ? new Adam({ lr: 0.001 }) : new SGD({ lr: 0.01 })
  algorithm.setupTasks({ taskIds, numClasses, optimizer })

  const x = generator.uniform(batch * shape.reduce((a, b) => a * b))
  const y = Int32Array.from({ length: batch }, () => generator.u32() % classes)
  const ids = Int32Array.from({ length: batch }, () => (generator.u32() % tasks) + 1)
  const compute = (input: tf.Tensor): tf.NamedTensorMap => {
    const { outputs, gradients } = algorithm.gradients([input, y, ids]) as StepResult
    algorithm.optimizer.step(gradients)
    for (const { value } of gradients) value.dispose()
    for (const activation of outputs.activations.values()) activation.dispose()
    for (const loss of outputs.taskLosses?.values() ?? []) loss.dispose()
    return { loss: outputs.loss, loss_cls: outputs.loss_cls, preds: outputs.preds }
  }
  const executor = options.ops ? undefined : stepExecutor()
  const compiled = executor && new CompiledSteps(executor)
  const step = async (): Promise<number> => {
    const input = tf.tensor(x, [batch, ...shape])
    const outputs = compiled ? compiled.run('step', [input], () => compute(input)) : compute(input)
    const [loss] = await (outputs.loss as tf.Tensor).data()
    await (outputs.preds as tf.Tensor).data()
    for (const tensor of Object.values(outputs)) tensor.dispose()
    input.dispose()
    return loss as number
  }
  const first = await step()
  for (let i = 0; i < 10; i++) await step()
  const tensors = tf.memory().numTensors
  const times: number[] = []
  const before = process.cpuUsage()
  for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
    const start = performance.now()
    await step()
    times.push(performance.now() - start)
  }
  const used = process.cpuUsage(before)
  times.sort((a, b) => a - b)
  return {
    backend: name,
    adapter,
    model,
    optimizer: options.optimizer,
    compiled: compiled ? (compiled.reason ?? true) : false,
    batch,
    first_loss: first,
    last_loss: await step(),
    best_ms: rounded(times[0] as number),
    median_ms: rounded(times[times.length >> 1] as number),
    cpu_ms: rounded((used.user + used.system) / 1000 / times.length),
    rows_per_s: Math.round((batch * 1000) / (times[times.length >> 1] as number)),
    steps: times.length,
    peak_mib: Math.round(process.resourceUsage().maxRSS / 1024),
    tensors_leaked: tf.memory().numTensors - tensors,
  }
}

function rounded(milliseconds: number): number {
  return Number(milliseconds.toFixed(2))
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    backend: { type: 'string', default: 'wasm' },
    batch: { type: 'string' },
    optimizer: { type: 'string', default: 'sgd' },
    threads: { type: 'string' },
    ops: { type: 'boolean', default: false },
  },
})
const [model = 'mlp', seconds = '3'] = positionals
const result = await timeSteps({
  model: model as StepOptions['model'],
  backend: values.backend as StepOptions['backend'],
  optimizer: values.optimizer as StepOptions['optimizer'],
  threads: values.threads === undefined ? null : Number(values.threads),
  ops: values.ops,
  batch: values.batch === undefined ? undefined : Number(values.batch),
  seconds: Number(seconds),
})
console.log(JSON.stringify(result))
// Dawn keeps the process alive.
process.exit(0)
