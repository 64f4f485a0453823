import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { JointLearning } from '../../src/components/algorithm/joint-learning.js'
import { MLP } from '../../src/components/backbone/mlp.js'
import { HeadsMTL } from '../../src/components/heads/heads-mtl.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import type { Gradient, StateDict } from '../../src/nn/parameter.js'
import { loadStateDict } from '../../src/nn/state-dict.js'
import { torchParts, toTorch } from '../../src/nn/torch-layout.js'
import { accuracy } from '../../src/training/accuracy.js'
import type { Batch, EvaluationOutputs, TrainingOutputs } from '../../src/training/algorithm.js'
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

interface Evaluation {
  dataloader_idx: number
  task_id: number
  rows: [number, number]
  y: VectorTensor
  preds: VectorTensor
  loss_cls: number
  acc: number
}

interface Vector {
  config: {
    input_dim: number
    hidden_dims: number[]
    output_dim: number
    tasks: number[]
    num_classes: number[]
    batch_normalization?: boolean
    bias?: boolean
    activation?: string | null
    x_shape?: number[]
  }
  x: VectorTensor
  y: VectorTensor
  task_ids: VectorTensor
  state: VectorState
  train?: {
    logits: VectorTensor
    preds: VectorTensor
    loss: number
    loss_cls: number
    acc: number
    activations: VectorState
    grads: VectorState
    grad_is_none: string[]
    buffers_after?: VectorState
    f32_vs_f64: { loss_abs: number; logits_maxabs: number; grads_maxabs: number }
  }
  validation?: Evaluation[]
  test?: Evaluation[]
  reference_per_task?: {
    per_task: Record<string, { logits: VectorTensor; loss_cls: number; acc: number }>
    loss: number
    acc: number
    preds: VectorTensor
    grads: VectorState
    grad_is_none: string[]
  }
}

const vectors = readVectors<Vector>('a_joint_step')

beforeAll(startBackend)

describe('a joint step computes what CLArena computes', () => {
  test.each(vectors)('%s', async (_name, vector) => {
    const algorithm = build(vector)
    const batch = batchOf(vector)
    const { train, reference_per_task: reference } = vector
    expect(train ?? reference).toBeDefined()
    if (train) {
      const { logits } = algorithm.forward(batch[0], { stage: 'train', taskIds: batch[2] })
      expect(tensorProblems('logits', await logits.data(), train.logits, train.f32_vs_f64.logits_maxabs)).toEqual([])
      // that forward pass has moved the running statistics
      restore(algorithm, vector.state)
      expect(await trainingProblems(algorithm, batch, train)).toEqual([])
      expect(await bufferProblems(algorithm, train.buffers_after ?? {})).toEqual([])
    }
    if (reference) expect(await referenceProblems(algorithm, batch, reference)).toEqual([])
    const { validation = [], test: tested = [] } = vector
    // evaluation is of the state before the training step, running statistics too
    restore(algorithm, vector.state)
    for (const entry of validation) {
      expect(await evaluationProblems(algorithm, 'validationStep', vector, entry)).toEqual([])
    }
    algorithm.evalTasks = [...vector.config.tasks].reverse()
    for (const entry of tested) expect(await evaluationProblems(algorithm, 'testStep', vector, entry)).toEqual([])
    algorithm.dispose()
  })
})

function build({ config, state }: Vector): JointLearning {
  const backbone = new MLP({
    input_dim: config.input_dim,
    hidden_dims: config.hidden_dims,
    output_dim: config.output_dim,
    batch_normalization: config.batch_normalization ?? false,
    bias: config.bias ?? true,
    activation_layer: config.activation === undefined ? 'ReLU' : config.activation,
  })
  const heads = new HeadsMTL({ input_dim: config.output_dim })
  const algorithm = new JointLearning({ backbone, heads })
  algorithm.setupTasks({
    taskIds: config.tasks,
    numClasses: new Map(config.tasks.map((task, i) => [task, config.num_classes[i] as number])),
    optimizer: new SGD({ lr: 0.1 }),
  })
  restore(algorithm, state)
  return algorithm
}

/** Vectors leave out batch norm's step count. */
function restore(algorithm: JointLearning, state: VectorState): void {
  const counts = algorithm.buffers().filter(({ name }) => name.endsWith('num_batches_tracked'))
  const zero = { dtype: 'int64', shape: [], data: new BigInt64Array(1) } as const
  loadStateDict(algorithm, new Map([...counts.map(({ name }) => [name, zero] as const), ...stateOf(state)]))
}

function stateOf(state: VectorState): StateDict {
  return new Map(
    Object.entries(state).map(([name, tensor]) => {
      const data = tensorValues(tensor) as Float32Array
      return [name, { dtype: 'float32', shape: tensor.shape, data }]
    }),
  )
}

/** Images of a vector are `[n, c, h, w]`; ours are `[n, h, w, c]`. */
function samples({ x }: Vector, rows: [number, number] = [0, x.shape[0] as number]): Tensor {
  return tf.tidy(() => {
    const all = tf.tensor(tensorValues(x), x.shape)
    const some = tf.slice(all, [rows[0]], [rows[1] - rows[0]])
    return x.shape.length === 4 ? tf.transpose(some, [0, 2, 3, 1]) : some
  })
}

function batchOf(vector: Vector): Batch {
  return [samples(vector), tensorValues(vector.y) as Int32Array, tensorValues(vector.task_ids) as Int32Array]
}

async function trainingProblems(
  algorithm: JointLearning,
  batch: Batch,
  train: NonNullable<Vector['train']>,
): Promise<string[]> {
  const figures = train.f32_vs_f64
  const { outputs, gradients } = await algorithm.gradients(batch)
  return [
    ...equalProblems('preds', await outputs.preds.data(), train.preds),
    ...scalarProblems('loss', (await outputs.loss.data())[0], train.loss, 10 * figures.loss_abs),
    ...scalarProblems('loss_cls', (await outputs.loss_cls.data())[0], train.loss_cls, 10 * figures.loss_abs),
    ...scalarProblems('acc', await batchAccuracy(outputs, batch), train.acc),
    ...(await activationProblems(outputs, train.activations, figures.logits_maxabs)),
    ...(await gradientProblems(gradients, train.grads, train.grad_is_none, figures.grads_maxabs)),
  ]
}

async function batchAccuracy({ preds }: EvaluationOutputs, [, y, taskIds]: Batch): Promise<number> {
  return accuracy((await preds.data()) as Int32Array, y as Int32Array, taskIds as Int32Array)
}

async function activationProblems(outputs: TrainingOutputs, expected: VectorState, figure: number): Promise<string[]> {
  const names = [...outputs.activations.keys()]
  if (String(names) !== String(Object.keys(expected))) return [`activations are of ${names}`]
  const problems: string[] = []
  for (const name of names) {
    const values = await (outputs.activations.get(name) as Tensor).data()
    problems.push(...tensorProblems(name, values, expected[name] as VectorTensor, figure))
  }
  return problems
}

async function gradientProblems(
  gradients: readonly Gradient[],
  expected: VectorState,
  absent: readonly string[],
  figure: number,
): Promise<string[]> {
  const problems: string[] = []
  const names = new Set<string>()
  const none = new Set<string>()
  for (const { parameter, value, present } of gradients) {
    for (const [index, part] of torchParts(parameter).entries()) {
      if (present?.[index] === false) {
        none.add(part.name)
        continue
      }
      names.add(part.name)
      const want = expected[part.name]
      if (!want) continue
      const { data, shape } = toTorch((await value.data()) as Float32Array, parameter, part)
      if (String(shape) !== String(want.shape)) problems.push(`${part.name} is of shape ${shape}`)
      problems.push(...tensorProblems(`gradient of ${part.name}`, data as Float32Array, want, figure))
    }
  }
  if (String([...names].sort()) !== String(Object.keys(expected).sort()))
    problems.push(`gradients are of ${[...names]}`)
  if (String([...none].sort()) !== String([...absent].sort())) problems.push(`no gradients of ${[...none]}`)
  return problems
}

async function bufferProblems(algorithm: JointLearning, expected: VectorState): Promise<string[]> {
  const buffers = new Map(algorithm.buffers().map(({ name, variable }) => [name, variable]))
  const problems: string[] = []
  for (const [name, tensor] of Object.entries(expected)) {
    const variable = buffers.get(name)
    problems.push(...(variable ? tensorProblems(name, await variable.data(), tensor) : [`there is no ${name}`]))
  }
  return problems
}

async function referenceProblems(
  algorithm: JointLearning,
  batch: Batch,
  reference: NonNullable<Vector['reference_per_task']>,
): Promise<string[]> {
  const { outputs, gradients } = await algorithm.gradients(batch)
  const { logits } = algorithm.forward(batch[0], { stage: 'train', taskIds: batch[2] })
  const rows = await logits.array()
  const taskIds = batch[2] as Int32Array
  const perTask = Object.entries(reference.per_task).flatMap(([task, expected]) => {
    const width = expected.logits.shape[1] as number
    const own = rows.filter((_, row) => taskIds[row] === Number(task))
    const values = tensorValues(expected.logits)
    const beyond = own.flatMap((row) => row.slice(width))
    const off = maxAbsDifference(
      own.flatMap((row) => row.slice(0, width)),
      values,
    )
    return [
      ...(off <= 1e-5 * Math.max(1, maxAbs(values)) ? [] : [`logits of task ${task} are off by ${off}`]),
      ...(beyond.every((value) => Number.isFinite(value) && value < -1e20) ? [] : [`padding of task ${task}`]),
    ]
  })
  return [
    ...perTask,
    ...equalProblems('preds', await outputs.preds.data(), reference.preds),
    ...scalarProblems('loss', (await outputs.loss.data())[0], reference.loss),
    ...scalarProblems('acc', await batchAccuracy(outputs, batch), reference.acc),
    ...(await gradientProblems(gradients, reference.grads, reference.grad_is_none, 0)),
  ]
}

async function evaluationProblems(
  algorithm: JointLearning,
  step: 'validationStep' | 'testStep',
  vector: Vector,
  expected: Evaluation,
): Promise<string[]> {
  const y = tensorValues(expected.y) as Int32Array
  const taskIds = new Int32Array(y.length).fill(expected.task_id)
  const outputs = algorithm[step]([samples(vector, expected.rows), y, taskIds], 0, expected.dataloader_idx)
  const name = `${step} ${expected.dataloader_idx}`
  return [
    ...equalProblems(`${name}: preds`, await outputs.preds.data(), expected.preds),
    ...scalarProblems(`${name}: loss_cls`, (await outputs.loss_cls.data())[0], expected.loss_cls),
    ...scalarProblems(`${name}: acc`, accuracy((await outputs.preds.data()) as Int32Array, y, taskIds), expected.acc),
  ]
}

function scalarProblems(name: string, actual: number | undefined, expected: number, figure = 0): string[] {
  const allowed = Math.max(figure, 1e-5 * Math.max(1, Math.abs(expected)))
  const off = Math.abs((actual as number) - expected)
  return off <= allowed ? [] : [`${name} is ${actual} instead of ${expected}`]
}

function equalProblems(name: string, actual: ArrayLike<number>, expected: VectorTensor): string[] {
  return maxAbsDifference(actual, tensorValues(expected)) === 0 ? [] : [`${name} are ${Array.from(actual)}`]
}
