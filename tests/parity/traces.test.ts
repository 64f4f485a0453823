import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { optimizerManifests } from '../../src/components/optimizer/manifests.js'
import type { Optimizer } from '../../src/nn/optimizer.js'
import type { TensorData } from '../../src/nn/parameter.js'
import { loadStateDict, stateDict } from '../../src/nn/state-dict.js'
import { accuracy } from '../../src/training/accuracy.js'
import { disposeOutputs } from '../../src/training/step-tensors.js'
import { startBackend } from '../helpers/backend.js'
import {
  maxAbs,
  maxAbsDifference,
  readVectors,
  tensorProblems,
  tensorValues,
  type VectorTensor,
} from './read-vectors.js'

type VectorState = Record<string, VectorTensor>

interface Common {
  config: { input_dim?: number; tasks: number[]; num_classes: number[]; output_dim: number; hidden_dims: number[] }
  init_state: VectorState
  X: VectorTensor
  Y: VectorTensor
  task_ids: VectorTensor
}

interface Trace {
  optimizer: string
  kwargs: Record<string, unknown>
  common: string
  loss_per_step: number[]
  acc_per_step?: number[]
  state_after_step_1: VectorState
  final_state: VectorState
  f32_vs_f64: { final_weights_maxabs: number; loss_maxabs: number }
}

const folder = 'b_traces'
const traces = readVectors<Trace>(folder, (content) => 'final_state' in content)
const commons = new Map(readVectors<Common>(folder, (content) => 'init_state' in content))

beforeAll(startBackend)

describe('training with each optimizer gives the losses and weights that torch gives', () => {
  test.each(traces)('%s', async (_name, trace) => {
    const common = (commons.get(trace.common.replace(/^.*\/|\.json$/g, '')) ?? [...commons.values()][0]) as Common
    const algorithm = build(common, await createOptimizer(trace))
    const figure = trace.f32_vs_f64.final_weights_maxabs
    const problems: string[] = []
    const check = async (expected: VectorState) => {
      const actual = await stateDict(algorithm)
      expect([...actual.keys()].sort()).toEqual(Object.keys(expected).sort())
      for (const [name, tensor] of Object.entries(expected)) {
        const { data } = actual.get(name) as TensorData
        problems.push(...tensorProblems(name, data as Float32Array, tensor, figure))
      }
    }
    const losses: number[] = []
    const accuracies: number[] = []
    for (let step = 0; step < trace.loss_per_step.length; step++) {
      const x = tf.tensor(slice(common.X, step) as Float32Array, common.X.shape.slice(1))
      const labels = slice(common.Y, step) as Int32Array
      const taskIds = slice(common.task_ids, step) as Int32Array
      const { outputs, gradients } = await algorithm.gradients([x, labels, taskIds])
      losses.push(outputs.loss.dataSync()[0] as number)
      accuracies.push(accuracy(outputs.preds.dataSync() as Int32Array, labels, taskIds))
      algorithm.optimizer.step(gradients)
      for (const { value } of gradients) value.dispose()
      disposeOutputs(outputs)
      x.dispose()
      if (step === 0) await check(trace.state_after_step_1)
    }
    await check(trace.final_state)
    algorithm.dispose()
    expect(problems).toEqual([])
    const allowed = Math.max(10 * trace.f32_vs_f64.loss_maxabs, 1e-5 * maxAbs(trace.loss_per_step))
    expect(maxAbsDifference(losses, trace.loss_per_step)).toBeLessThanOrEqual(allowed)
    if (trace.acc_per_step) expect(maxAbsDifference(accuracies, trace.acc_per_step)).toBeLessThanOrEqual(1e-5)
  })
})

async function createOptimizer({ optimizer, kwargs }: Trace): Promise<Optimizer> {
  const manifest = optimizerManifests.find(({ aliases }) => aliases.includes(optimizer))
  if (!manifest) throw new Error(`no component is called ${optimizer}`)
  const Class = await manifest.load()
  return new Class(kwargs) as Optimizer
}

function build({ config, init_state, X }: Common, optimizer: Optimizer): JointLearning {
  const { hidden_dims, output_dim, tasks, num_classes } = config
  const backbone = new MLP({ input_dim: X.shape[2] as number, hidden_dims, output_dim })
  const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: output_dim }) })
  const numClasses = new Map(tasks.map((task, i) => [task, num_classes[i] as number]))
  algorithm.setupTasks({ taskIds: tasks, numClasses, optimizer })
  const state = Object.entries(init_state).map(
    ([name, tensor]) =>
      [name, { dtype: 'float32', shape: tensor.shape, data: tensorValues(tensor) as Float32Array }] as const,
  )
  loadStateDict(algorithm, new Map(state))
  return algorithm
}

/** One step's part of a tensor that holds all steps. */
function slice(tensor: VectorTensor, step: number): Float32Array | Int32Array {
  const all = tensorValues(tensor) as Float32Array
  const size = all.length / (tensor.shape[0] as number)
  return all.slice(step * size, (step + 1) * size)
}
