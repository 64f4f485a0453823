import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import type { BaseBackbone } from '../../src/components/backbone/base-backbone.js'
import { backboneManifests } from '../../src/components/backbone/manifests.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import type { Parameter } from '../../src/nn/parameter.js'
import { stateDict } from '../../src/nn/state-dict.js'
import { torchParts, toTorch } from '../../src/nn/torch-layout.js'
import { accuracy } from '../../src/training/accuracy.js'
import type { StepResult } from '../../src/training/algorithm.js'
import { startBackend } from '../helpers/backend.js'
import { fillFromLCG, LCG } from './lcg.js'
import {
  isSummary,
  maxAbs,
  readVectors,
  relativeL2,
  summaryProblems,
  type TensorSummary,
  tensorProblems,
  tensorValues,
  type VectorTensor,
} from './read-vectors.js'

type AnyTensor = VectorTensor | TensorSummary

interface Mode {
  feature: AnyTensor
  activations: Record<string, AnyTensor>
  f32_vs_f64: { feature_maxabs: number; feature_scale: number; grad_rel_l2_worst: [number, string] }
  loss: number
  grads: Record<string, AnyTensor>
  x_grad: AnyTensor
  buffers_after?: Record<string, AnyTensor>
}

interface ForwardVector {
  backbone: string
  kwargs: Record<string, unknown>
  x_shape: number[]
  weight_seed: number
  x_seed: number
  g_seed: number
  modes: Record<'train' | 'eval', Mode>
}

interface ArchitectureVector {
  tables: {
    backbone: string
    kwargs: Record<string, unknown>
    output_dim: number
    num_params: number
    weighted_layer_names: string[]
    state_dict_order: string[]
    params: [string, number[]][]
    buffers: [string, number[]][]
  }[]
}

interface JointVector {
  seed: number
  x_shape: number[]
  tasks: number[]
  num_classes: number
  task_ids: number[]
  y: number[]
  state_dict_order: string[]
  logits: VectorTensor
  loss: number
  acc: number
  preds: number[]
  grads: Record<string, AnyTensor>
}

async function makeBackbone(name: string, kwargs: Record<string, unknown>): Promise<BaseBackbone> {
  const manifest = backboneManifests.find(({ aliases }) => aliases.includes(`clarena.backbones.${name}`))
  expect(manifest, name).toBeDefined()
  const Class = (await manifest?.load()) as unknown as new (params: object) => BaseBackbone
  return new Class(kwargs)
}

/** Images come as `[n, c, h, w]`. */
function fromTorchInput(values: Float32Array, shape: number[]): Tensor {
  const tensor = tf.tensor(values, shape)
  return shape.length === 4 ? tf.transpose(tensor, [0, 2, 3, 1]) : tensor
}

function toTorchOutput(tensor: Tensor): Float32Array {
  return (tensor.rank === 4 ? tf.transpose(tensor, [0, 3, 1, 2]) : tensor).dataSync() as Float32Array
}

function torchGradients(parameters: readonly Parameter[], grads: tf.NamedTensorMap): Map<string, Float32Array> {
  const all = new Map<string, Float32Array>()
  for (const parameter of parameters) {
    const values = grads[parameter.variable.name]?.dataSync() as Float32Array
    for (const part of torchParts(parameter)) all.set(part.name, toTorch(values, parameter, part).data as Float32Array)
  }
  return all
}

function largest(tensor: AnyTensor): number {
  return isSummary(tensor) ? tensor.max_abs : maxAbs(tensorValues(tensor))
}

/** @param scale the largest value of all gradients. */
function gradientProblems(
  name: string,
  actual: ArrayLike<number>,
  expected: AnyTensor,
  allowed: number,
  scale: number,
): string[] {
  // before batch norm, a bias changes nothing: its gradient is zero but for rounding
  if (largest(expected) < 1e-5 * scale && maxAbs(actual) < 1e-5 * scale) return []
  if (isSummary(expected)) return summaryProblems(name, actual, expected, allowed)
  const values = tensorValues(expected)
  const distance = relativeL2(actual, values)
  return distance <= allowed ? [] : [`${name}: relative l2 difference ${distance}, allowed ${allowed}`]
}

/**
 * With batch norm, values that lie at a ReLU's kink within float32's rounding go either way: one of them moves the
 * gradients of all layers before it, by less than a hundredth.
 */
const atKinks = 0.02

beforeAll(startBackend)

const forward = readVectors<ForwardVector>('c_backbones', ({ kind }) => kind === 'backbone_forward')

describe.runIf(forward.length > 0).each(forward)('%s computes what torch does', (_, vector) => {
  let backbone: BaseBackbone
  // Millions of weights: once for both, of which the first leaves them as they are.
  beforeAll(async () => {
    backbone = await makeBackbone(vector.backbone, vector.kwargs)
    await fillFromLCG(backbone, vector.weight_seed)
  })
  afterAll(() => {
    for (const { variable } of [...backbone.parameters(), ...backbone.buffers()]) variable.dispose()
  })

  test.each(['eval', 'train'] as const)('%s', async (mode) => {
    const expected = vector.modes[mode]
    const { feature_maxabs: figure, feature_scale: scale, grad_rel_l2_worst } = expected.f32_vs_f64
    const problems: string[] = []
    tf.tidy(() => {
      const x = fromTorchInput(new LCG(vector.x_seed).values(vector.x_shape.reduce((a, b) => a * b)), vector.x_shape)
      const shape = [vector.x_shape[0] as number, backbone.outputDim]
      const g = tf.tensor(new LCG(vector.g_seed).values((shape[0] as number) * (shape[1] as number)), shape)
      const xs = tf.variable(x)
      const outputs = new Map<string, Float32Array>()
      const { value, grads } = tf.variableGrads(() => {
        const { feature, activations } = backbone.forward(xs, { stage: mode === 'train' ? 'train' : 'test' })
        outputs.set('feature', Float32Array.from(feature.dataSync()))
        for (const [name, tensor] of activations) outputs.set(name, Float32Array.from(toTorchOutput(tensor)))
        return tf.sum(tf.mul(feature, g))
      }, [xs, ...backbone.parameters().map(({ variable }) => variable)])

      // where float32 itself lost so much, there is nothing to compare
      if (figure <= 1e-4 * scale) {
        const check = (name: string, tensor: AnyTensor) =>
          problems.push(...tensorProblems(name, outputs.get(name) ?? [], tensor, figure))
        check('feature', expected.feature)
        for (const [name, tensor] of Object.entries(expected.activations)) check(name, tensor)
        expect([...outputs.keys()].slice(1)).toEqual(Object.keys(expected.activations))
        const allowed = Math.max(10 * figure * Math.sqrt(g.size), 1e-4 * Math.max(1, Math.abs(expected.loss)))
        expect(Math.abs((value.dataSync()[0] as number) - expected.loss)).toBeLessThanOrEqual(allowed)
      }
      if (grad_rel_l2_worst[0] <= 1e-3) {
        const kinks = mode === 'train' && vector.x_shape.length === 4 && backbone.buffers().length > 0
        const allowed = Math.max(10 * grad_rel_l2_worst[0], kinks ? atKinks : 1e-4)
        const largestGradient = Math.max(...Object.values(expected.grads).map(largest))
        const gradients = torchGradients(backbone.parameters(), grads)
        expect([...gradients.keys()].sort()).toEqual(
          Object.keys(expected.grads)
            .map((name) => `backbone.${name}`)
            .sort(),
        )
        for (const [name, tensor] of Object.entries(expected.grads)) {
          problems.push(
            ...gradientProblems(name, gradients.get(`backbone.${name}`) ?? [], tensor, allowed, largestGradient),
          )
        }
        const slope = toTorchOutput(grads[xs.name] as Tensor)
        problems.push(...gradientProblems('x', slope, expected.x_grad, allowed, 0))
      }
      xs.dispose()
    })
    expect(problems).toEqual([])
    if (figure > 1e-4 * scale) return
    const state = await stateDict(backbone)
    for (const [name, tensor] of Object.entries(expected.buffers_after ?? {})) {
      const actual = state.get(`backbone.${name}`)?.data as Float32Array
      expect(tensorProblems(name, actual, tensor, Math.max(figure / scale, 1e-5 * largest(tensor)))).toEqual([])
    }
  })
})

const architectures = readVectors<ArchitectureVector>('c_backbones', ({ kind }) => kind === 'backbone_architectures')
const tables = architectures.flatMap(([, { tables }]) =>
  tables.map((table) => ({ ...table, title: `${table.backbone} ${JSON.stringify(table.kwargs)}` })),
)

// Of names and shapes no backend makes others.
describe.runIf(tables.length > 0 && process.env.TEST_BACKEND === undefined)(
  'architectures have the names, shapes and order of torch',
  () => {
    test.each(tables)('$title', async (table) => {
      const backbone = await makeBackbone(table.backbone, table.kwargs)
      const state = await stateDict(backbone)
      const shapes = new Map([...state].map(([name, { shape }]) => [name.replace('backbone.', ''), shape]))
      expect([...shapes.keys()]).toEqual(table.state_dict_order)
      for (const [name, shape] of [...table.params, ...table.buffers]) expect(shapes.get(name), name).toEqual(shape)
      const names = backbone.parameters().map(({ name }) => name.replace('backbone.', ''))
      expect(names).toEqual(table.params.map(([name]) => name))
      expect(backbone.parameters().reduce((sum, { variable }) => sum + variable.size, 0)).toBe(table.num_params)
      expect(backbone.outputDim).toBe(table.output_dim)
      for (const { variable } of [...backbone.parameters(), ...backbone.buffers()]) variable.dispose()
    })
  },
)

const joint = readVectors<JointVector>('c_backbones', ({ kind }) => kind === 'joint_learning_resnet18')

describe.runIf(joint.length > 0)('a joint step with a residual network', () => {
  test.each(joint)('%s', async (_, vector) => {
    const [rows, channels] = vector.x_shape as [number, number, number, number]
    const backbone = await makeBackbone('ResNet18', { input_channels: channels, output_dim: 512 })
    const algorithm = new JointLearning({ backbone, heads: new HeadsMTL({ input_dim: 512 }) })
    const numClasses = new Map(vector.tasks.map((task) => [task, vector.num_classes]))
    algorithm.setupTasks({ taskIds: vector.tasks, numClasses, optimizer: new SGD() })
    expect(await fillFromLCG(algorithm, vector.seed)).toEqual(vector.state_dict_order)
    const problems: string[] = []
    tf.tidy(() => {
      const x = fromTorchInput(new LCG(vector.seed + 1).values(vector.x_shape.reduce((a, b) => a * b)), vector.x_shape)
      const labels = Int32Array.from(vector.y)
      const taskIds = Int32Array.from(vector.task_ids)
      const { outputs, gradients } = algorithm.gradients([x, labels, taskIds]) as StepResult
      const preds = outputs.preds.dataSync() as Int32Array
      expect([...preds]).toEqual(vector.preds)
      expect(accuracy(preds, labels, taskIds)).toBeCloseTo(vector.acc, 6)
      expect(Math.abs((outputs.loss.dataSync()[0] as number) - vector.loss)).toBeLessThanOrEqual(1e-4 * vector.loss)
      expect(vector.preds.length).toBe(rows)
      const named = Object.fromEntries(gradients.map(({ parameter, value }) => [parameter.variable.name, value]))
      const actual = torchGradients(algorithm.parameters(), named)
      const largestGradient = Math.max(...Object.values(vector.grads).map(largest))
      for (const [name, tensor] of Object.entries(vector.grads)) {
        problems.push(...gradientProblems(name, actual.get(name) ?? [], tensor, atKinks, largestGradient))
      }
    })
    expect(problems).toEqual([])
  })
})
