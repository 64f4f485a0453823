import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { SGD } from '../../src/components/optimizer/sgd.js'
import type { Gradient, Parameter } from '../../src/nn/parameter.js'
import { torchParts, toTorch } from '../../src/nn/torch-layout.js'
import type { Batch } from '../../src/training/algorithm.js'
import { disposeOutputs } from '../../src/training/step-tensors.js'
import { startBackend } from '../helpers/backend.js'
import { tensorValues, type VectorTensor } from '../parity/read-vectors.js'
import { build, type NetworkConfig, type VectorState, weightingOf } from './network.js'
import { numbers, readVectors } from './read-vectors.js'

interface Method {
  kind: 'aggregator' | 'scalarizer'
  heads_scale: number[]
  total?: number
  backbone_grads: VectorState
  own_parameters?: Record<string, number[]>
  own_grads?: Record<string, number[]>
  f32_vs_f64: Record<'backbone' | 'a' | 'own', number | null>
}

interface Step {
  config: NetworkConfig & { static: number[] }
  x: VectorTensor
  y: VectorTensor
  task_ids: VectorTensor
  state: VectorState
  present: number[]
  losses: number[]
  head_grads: VectorState
  heads_f32_vs_f64: number
  torch_seed: number
  graddrop_U: VectorTensor
  methods: Record<string, Method>
}

const steps = readVectors<Step>('steps', ({ kind }) => kind === 'mtl_step')
const cases = steps.flatMap(([name, step]) =>
  Object.entries(step.methods).map(([method, expected]) => [`${name}, ${method}`, method, step, expected] as const),
)

beforeAll(startBackend)

describe('a step gives the losses and gradients of the real method', () => {
  test.each(cases)('%s', async (_name, method, step, expected) => {
    const { config, torch_seed } = step
    const static_ = config.static
    const weighting = weightingOf(method, { static: static_, own: Object.values(expected.own_parameters ?? {})[0] })
    const draws = { seed: torch_seed, uniform: () => ownOrder(step) }
    const algorithm = build(config, step.state, { weighting, optimizer: new SGD({ lr: 0.1 }), draws })
    const batch: Batch = [
      tf.tensor(tensorValues(step.x), step.x.shape),
      tensorValues(step.y) as Int32Array,
      tensorValues(step.task_ids) as Int32Array,
    ]
    const before = tf.memory().numTensors
    const { outputs, gradients } = await algorithm.gradients(batch)
    const losses = Array.from(outputs.taskLosses ?? [], ([task, loss]) => [task, loss.dataSync()[0] as number] as const)
    expect(losses.map(([task]) => task).sort((a, b) => a - b)).toEqual(step.present)
    for (const [task, loss] of losses) near(loss, step.losses[step.present.indexOf(task)] as number, `loss ${task}`)
    if (expected.total !== undefined) near(outputs.loss.dataSync()[0] as number, expected.total, 'total')
    expect(problemsOf(gradients, step, expected)).toEqual([])
    disposeOutputs(outputs)
    for (const { value } of gradients) value.dispose()
    expect(tf.memory().numTensors).toBe(before)
    algorithm.dispose()
  })
})

/** Torch draws by its own layout, the algorithm by that of its variables. */
function ownOrder({ graddrop_U, state }: Step): Float32Array {
  const drawn = numbers(graddrop_U)
  const own: number[] = []
  let offset = 0
  for (const [name, { shape }] of Object.entries(state)) {
    if (!name.startsWith('backbone.')) continue
    const size = shape.reduce((product, length) => product * length, 1)
    const part = drawn.slice(offset, offset + size)
    offset += size
    const [outputs, inputs = 1] = shape as [number, number?]
    for (let i = 0; i < inputs; i++) for (let o = 0; o < outputs; o++) own.push(part[o * inputs + i] as number)
  }
  return Float32Array.from(own)
}

function problemsOf(gradients: readonly Gradient[], step: Step, expected: Method): string[] {
  const problems: string[] = []
  const seen = new Set<string>()
  for (const { parameter, value, present } of gradients) {
    for (const [i, part] of torchParts(parameter).entries()) {
      if (present?.[i] === false) continue
      seen.add(part.name)
      const actual = toTorch(value.dataSync() as Float32Array, parameter, part).data as Float32Array
      const [want, figure] = wanted(parameter, part.name, step, expected)
      const m = Math.max(...want.map(Math.abs))
      const off = Math.max(...want.map((each, k) => Math.abs(each - (actual[k] as number))))
      const allowed = Math.max(10 * figure, 1e-5 * m)
      if (!(off <= allowed)) problems.push(`${part.name} is off by ${off}, allowed ${allowed}`)
    }
  }
  const names = [...Object.keys(expected.backbone_grads), ...Object.keys(step.head_grads)]
  return [...problems, ...names.filter((name) => !seen.has(name)).map((name) => `no gradient of ${name}`)]
}

function wanted(parameter: Parameter, name: string, step: Step, expected: Method): [number[], number] {
  if (name.startsWith('weighting.'))
    return [Object.values(expected.own_grads ?? {})[0] ?? [], expected.f32_vs_f64.own ?? 0]
  if (name.startsWith('backbone.')) {
    return [numbers(expected.backbone_grads[name] as VectorTensor), expected.f32_vs_f64.backbone ?? 0]
  }
  const task = Number(/^heads\.heads\.(\d+)\./.exec(name)?.[1])
  const scale = expected.heads_scale[step.present.indexOf(task)] as number
  expect(parameter.segments?.length).toBe(step.config.tasks.length)
  return [numbers(step.head_grads[name] as VectorTensor).map((value) => scale * value), scale * step.heads_f32_vs_f64]
}

function near(actual: number, expected: number, what: string): void {
  expect(Math.abs(actual - expected), what).toBeLessThanOrEqual(1e-5 * Math.max(1, Math.abs(expected)))
}
