// Time of a training step of joint learning on WebAssembly: node bench/step.mjs [mlp|mlp50|cnn|resnet18] [seconds]
// mlp: 784-256-256-64 with 5 heads of 10 classes, batch 128, SGD (mlp50: 50 heads of one class each, as many classes in all).
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const outfile = join(root, 'node_modules/.cache/polyhead-bench/step.mjs')
mkdirSync(dirname(outfile), { recursive: true })
await build({
  stdin: {
    resolveDir: join(root, 'src'),
    contents: `
      export { startWasm } from './backends/start-wasm.js'
      export { MLP } from './components/backbone/mlp.js'
      export { CNN } from './components/backbone/cnn.js'
      export { ResNet18 } from './components/backbone/resnet.js'
      export { HeadsMTL } from './components/heads/heads-mtl.js'
      export { JointLearning } from './components/algorithm/joint-learning.js'
      export { SGD } from './components/optimizer/sgd.js'
      export { disposeOutputs } from './training/step-tensors.js'
      export { Generator } from './util/generator.js'
      export * as tf from '@tensorflow/tfjs-core'`,
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  external: ['@tensorflow/*'],
})
const lib = await import(pathToFileURL(outfile).href)
const { tf } = lib
const [model = 'mlp', seconds = '3'] = process.argv.slice(2)
await lib.startWasm()

const generator = new lib.Generator(1)
const heads50 = model === 'mlp50'
const setups = {
  mlp: {
    batch: 128,
    shape: [784],
    make: () => new lib.MLP({ input_dim: 784, hidden_dims: [256, 256], output_dim: 64, generator }),
  },
  cnn: {
    batch: 128,
    shape: [28, 28, 1],
    make: () => new lib.CNN({ image_shape: [28, 28, 1], output_dim: 128, generator }),
  },
  resnet18: { batch: 32, shape: [32, 32, 3], make: () => new lib.ResNet18({ input_channels: 3, generator }) },
}
const { batch, shape, make } = setups[heads50 ? 'mlp' : model]
const backbone = make()
const heads = new lib.HeadsMTL({ input_dim: backbone.outputDim, generator })
const tasks = heads50 ? 50 : 5
const classes = 50 / tasks
const algorithm = new lib.JointLearning({ backbone, heads })
const taskIds = Array.from({ length: tasks }, (_, i) => i + 1)
const numClasses = new Map(taskIds.map((task) => [task, classes]))
algorithm.setupTasks({ taskIds, numClasses, optimizer: new lib.SGD({ lr: 0.01 }) })

const size = batch * shape.reduce((a, b) => a * b)
const x = generator.uniform(size)
const y = Int32Array.from({ length: batch }, () => generator.u32() % classes)
const ids = Int32Array.from({ length: batch }, () => (generator.u32() % tasks) + 1)
function step() {
  const input = tf.tensor(x, [batch, ...shape])
  const { outputs, gradients } = algorithm.gradients([input, y, ids])
  algorithm.optimizer.step(gradients)
  const loss = outputs.loss.dataSync()[0]
  for (const { value } of gradients) value.dispose()
  lib.disposeOutputs(outputs)
  input.dispose()
  return loss
}
const first = step()
for (let i = 0; i < 10; i++) step()
const tensors = tf.memory().numTensors
const times = []
const before = process.cpuUsage()
for (const end = performance.now() + Number(seconds) * 1000; performance.now() < end; ) {
  const start = performance.now()
  step()
  times.push(performance.now() - start)
}
const used = process.cpuUsage(before)
times.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    model,
    batch,
    first_loss: first,
    last_loss: step(),
    best_ms: +times[0].toFixed(2),
    median_ms: +times[times.length >> 1].toFixed(2),
    cpu_ms: +((used.user + used.system) / 1000 / times.length).toFixed(2),
    steps: times.length,
    tensors_leaked: tf.memory().numTensors - tensors,
  }),
)
