import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWasm } from '../../src/backends/start-wasm.js'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { CNN } from '../../src/components/backbone/cnn.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { ResNet18 } from '../../src/components/backbone/resnet.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import { readSafetensors, type SafeTensor, writeSafetensors } from '../../src/formats/safetensors.js'
import { loadStateDict, stateDict } from '../../src/nn/state-dict.js'
import { Generator } from '../../src/util/generator.js'
import { Project } from '../helpers/project.js'
import { hasModule } from '../helpers/python.js'
import { required } from '../helpers/required.js'

const python = process.env.POLYHEAD_PYTHON_TORCH ?? 'python3'
const peer = fileURLToPath(new URL('torch_peer.py', import.meta.url))
const tolerance = 1e-5
const backbones = { MLP, CNN, ResNet18 }

interface Spec {
  name: string
  backbone: keyof typeof backbones
  // biome-ignore lint/suspicious/noExplicitAny: each backbone has keys of its own
  params: any
  classes: Record<number, number>
  sample: number[]
}

const specs: Spec[] = [
  {
    name: 'mlp',
    backbone: 'MLP',
    params: { input_dim: 20, hidden_dims: [16, 12], output_dim: 8 },
    classes: { 1: 10, 2: 2, 5: 3 },
    sample: [20],
  },
  {
    name: 'mlp-batch-norm',
    backbone: 'MLP',
    params: { input_dim: 20, hidden_dims: [16], output_dim: 8, batch_normalization: true, activation_layer: 'Tanh' },
    classes: { 1: 4, 2: 4 },
    sample: [20],
  },
  // An image is flattened channel by channel, as in torch.
  {
    name: 'mlp-of-images',
    backbone: 'MLP',
    params: { input_dim: 48, hidden_dims: [10], output_dim: 8 },
    classes: { 1: 3 },
    sample: [4, 4, 3],
  },
  {
    name: 'cnn',
    backbone: 'CNN',
    params: { image_shape: [10, 8, 3], channels: [6, 5], output_dim: 7 },
    classes: { 1: 5, 2: 10 },
    sample: [10, 8, 3],
  },
  {
    name: 'cnn-batch-norm',
    backbone: 'CNN',
    params: { image_shape: [8, 8, 1], channels: [4], output_dim: 7, batch_normalization: true },
    classes: { 3: 2, 7: 6 },
    sample: [8, 8, 1],
  },
  {
    name: 'resnet18',
    backbone: 'ResNet18',
    params: { input_channels: 3, output_dim: 512 },
    classes: { 1: 10, 2: 4 },
    sample: [32, 32, 3],
  },
  // The file of a real run.
  {
    name: 'run',
    backbone: 'MLP',
    params: { input_dim: 64, hidden_dims: [256], output_dim: 64 },
    classes: { 1: 10, 2: 10 },
    sample: [64],
  },
]

const project = new Project()
const folder = mkdtempSync(join(tmpdir(), 'polyhead-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
  project.remove()
})

const at = (name: string) => join(folder, `${name}.safetensors`)
const read = (name: string) => readSafetensors(readFileSync(at(name)), at(name)).tensors
const write = (name: string, tensors: ReadonlyMap<string, SafeTensor>) =>
  writeFileSync(at(name), writeSafetensors(tensors))

function model({ backbone, params, classes }: Spec, seed: number): JointLearning {
  const generator = new Generator(seed)
  const algorithm = new JointLearning({
    backbone: new backbones[backbone]({ ...params, generator }),
    heads: new HeadsMTL({ input_dim: params.output_dim, generator }),
  })
  const numClasses = new Map(Object.entries(classes).map(([task, count]) => [Number(task), count]))
  algorithm.setupTasks({ taskIds: [...numClasses.keys()], numClasses, optimizer: new SGD({ lr: 0.1 }) })
  return algorithm
}

function samples({ sample }: Spec): tf.Tensor {
  const shape = [6, ...sample]
  const size = shape.reduce((product, length) => product * length, 1)
  const values = new Generator(11).uniform(size, -1, 1)
  return tf.tensor(Float32Array.from(values), shape)
}

/** Like a little training, without a step: batch norm's statistics are no longer the initial ones. */
function observe(algorithm: JointLearning, spec: Spec): void {
  tf.tidy(() => {
    const taskIds = Int32Array.from({ length: 6 }, () => Number(Object.keys(spec.classes)[0]))
    algorithm.forward(tf.add(tf.mul(samples(spec), 3), 0.5), { stage: 'train', taskIds })
  })
}

/** The largest difference of our logits from torch's. */
function difference(algorithm: JointLearning, spec: Spec, expected: Map<string, SafeTensor>): number {
  const differences = Object.keys(spec.classes).map((task) => {
    const ours = tf.tidy(() => algorithm.forward(samples(spec), { stage: 'test', taskIds: Number(task) }).logits)
    const theirs = expected.get(task) as SafeTensor
    expect(ours.shape).toEqual(theirs.shape)
    const values = ours.dataSync()
    return Math.max(...Array.from(values, (value, i) => Math.abs(value - Number(theirs.data[i]))))
  })
  return Math.max(...differences)
}

describe.skipIf(!hasModule(python, 'torch') && !required('torch'))('PyTorch (POLYHEAD_PYTHON_TORCH)', () => {
  beforeAll(async () => {
    await startWasm()
    for (const spec of specs) {
      write(
        `${spec.name}.x`,
        new Map([
          ['x', { dtype: 'float32', shape: [6, ...spec.sample], data: samples(spec).dataSync() as Float32Array }],
        ]),
      )
      if (spec.name === 'run') continue
      const algorithm = model(spec, 5)
      observe(algorithm, spec)
      write(spec.name, await stateDict(algorithm))
      algorithm.dispose()
    }
    const training = ['experiment=permuted_digits', 'train_tasks=2', 'eval_tasks=2', 'trainer.max_epochs=1']
    const { code, stderr } = project.polyhead(...training, 'hydra.run.dir=run')
    expect(code, stderr).toBe(0)
    writeFileSync(at('run'), readFileSync(join(project.dir, 'run/checkpoints/final/model.safetensors')))
    writeFileSync(join(folder, 'models.json'), JSON.stringify(specs))
    execFileSync(python, [peer, folder], { stdio: ['ignore', 'inherit', 'inherit'] })
  })

  test.each(specs)('computes our logits from our weights: $name', (spec) => {
    const algorithm = model(spec, 1)
    loadStateDict(algorithm, read(spec.name))
    expect(difference(algorithm, spec, read(`${spec.name}.logits`))).toBeLessThan(tolerance)
    algorithm.dispose()
  })

  test.each(specs)('gives us weights that compute its logits: $name', (spec) => {
    const algorithm = model(spec, 1)
    loadStateDict(algorithm, read(`${spec.name}.torch`))
    expect(difference(algorithm, spec, read(`${spec.name}.torch-logits`))).toBeLessThan(tolerance)
    algorithm.dispose()
  })
})
