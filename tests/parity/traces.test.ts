import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-wasm'
import { beforeAll, describe, expect, test } from 'vitest'
import { optimizerManifests } from '../../src/components/optimizer/manifests.js'
import type { Optimizer } from '../../src/training/optimizer.js'
import type { Gradient, Parameter } from '../../src/training/parameter.js'
import { fromTorch, torchParts, toTorch } from '../../src/training/torch-layout.js'
import { type Dense, jointGradients } from './joint-mlp.js'

interface VectorTensor {
  shape: number[]
  dtype: 'float32' | 'int32'
  b64: string
}
type VectorState = Record<string, VectorTensor>

interface Common {
  config: { tasks: number[]; num_classes: number[]; output_dim: number; hidden_dims: number[]; steps: number }
  init_state: VectorState
  X: VectorTensor
  Y: VectorTensor
  task_ids: VectorTensor
}

interface Trace {
  name: string
  optimizer: string
  kwargs: Record<string, unknown>
  common: string
  loss_per_step: number[]
  state_after_step_1: VectorState
  final_state: VectorState
  f32_vs_f64: { final_weights_maxabs: number; loss_maxabs: number }
}

const folder = join(process.env.POLYHEAD_PARITY ?? fileURLToPath(new URL('vectors', import.meta.url)), 'b_traces')
const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
const traces: Trace[] = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map(read)
  .filter((vector) => vector.final_state)

beforeAll(async () => {
  await tf.setBackend('wasm')
})

describe('traces of optimizers', () => {
  test.each(traces)('$name', async (trace) => {
    const common: Common = read(`common.json`)
    const { config } = common
    const manifest = optimizerManifests.find(({ aliases }) => aliases.includes(trace.optimizer))
    expect(manifest, trace.optimizer).toBeDefined()
    const Class = (await manifest?.load()) as new (params: object) => Optimizer
    const optimizer = new Class(trace.kwargs)
    const parameters = makeParameters(common)
    optimizer.attach(parameters)

    const [x, y, taskIds] = [common.X, common.Y, common.task_ids].map(values)
    const steps = trace.loss_per_step.length
    const losses: number[] = []
    const slice = (all: ArrayLike<number> | undefined, step: number) => {
      const size = (all?.length ?? 0) / (common.Y.shape[0] as number)
      return (all as Float32Array).subarray(step * size, (step + 1) * size)
    }
    for (let step = 0; step < steps; step++) {
      const weights = torchState(parameters)
      const layers = config.hidden_dims.concat(config.output_dim).map((_, i) => dense(weights, `backbone.fc.${i}`))
      const heads = new Map(config.tasks.map((task) => [task, dense(weights, `heads.heads.${task}`)]))
      const batch = { x: slice(x, step), y: slice(y, step), taskIds: slice(taskIds, step) }
      const gradients = jointGradients({ layers, heads }, batch)
      losses.push(gradients.loss)
      const named = new Map<string, ArrayLike<number>>()
      const collect = (name: string, { weight, bias }: Dense) => {
        named.set(`${name}.weight`, weight)
        named.set(`${name}.bias`, bias)
      }
      gradients.layers.forEach((layer, i) => {
        collect(`backbone.fc.${i}`, layer)
      })
      for (const [task, head] of gradients.heads) collect(`heads.heads.${task}`, head)
      const given = parameters.map((parameter) => toGradient(parameter, named))
      optimizer.step(given)
      for (const gradient of given) gradient.value.dispose()
      if (step === 0) compareStates(torchState(parameters), trace.state_after_step_1, trace)
    }
    compareStates(torchState(parameters), trace.final_state, trace)
    const worst = Math.max(...losses.map((loss, i) => Math.abs(loss - (trace.loss_per_step[i] as number))))
    const largest = Math.max(...trace.loss_per_step.map(Math.abs))
    expect(worst).toBeLessThanOrEqual(Math.max(10 * trace.f32_vs_f64.loss_maxabs, 1e-5 * largest))
  })
})

function values({ b64, dtype }: VectorTensor): Float32Array | Int32Array {
  const bytes = new Uint8Array(Buffer.from(b64, 'base64'))
  return dtype === 'int32' ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer)
}

/** The heads of all tasks are one stacked variable with a segment each. */
function makeParameters({ config, init_state }: Common): Parameter[] {
  const width = config.num_classes.reduce((sum, classes) => sum + classes, 0)
  const backbone = Object.keys(init_state).filter((name) => name.startsWith('backbone.'))
  const parameters: Parameter[] = backbone.map((name) => {
    const { shape } = init_state[name] as VectorTensor
    return {
      name,
      variable: tf.variable(tf.zeros([...shape].reverse())),
      layout: shape.length === 2 ? 'linear' : 'same',
    }
  })
  for (const kind of ['weight', 'bias']) {
    let offset = 0
    const segments = config.tasks.map((taskId, i) => {
      const size = config.num_classes[i] as number
      offset += size
      return { name: `heads.heads.${taskId}.${kind}`, taskId, offset: offset - size, size }
    })
    const shape = kind === 'weight' ? [config.output_dim, width] : [width]
    const layout = kind === 'weight' ? 'linear' : 'same'
    parameters.push({ name: `heads.${kind}`, variable: tf.variable(tf.zeros(shape)), layout, segments })
  }
  for (const parameter of parameters) {
    const initial = new Float32Array(parameter.variable.size)
    for (const part of torchParts(parameter)) {
      fromTorch(values(init_state[part.name] as VectorTensor) as Float32Array, initial, parameter, part)
    }
    parameter.variable.assign(tf.tensor(initial, parameter.variable.shape))
  }
  return parameters
}

function toGradient(parameter: Parameter, named: ReadonlyMap<string, ArrayLike<number>>): Gradient {
  const all = new Float32Array(parameter.variable.size)
  const present = torchParts(parameter).map((part) => {
    const own = named.get(part.name)
    if (own) fromTorch(Float32Array.from(own), all, parameter, part)
    return own !== undefined
  })
  const value = tf.tensor(all, parameter.variable.shape)
  return parameter.segments ? { parameter, value, present } : { parameter, value }
}

function torchState(parameters: readonly Parameter[]): Map<string, Float32Array> {
  const state = new Map<string, Float32Array>()
  for (const parameter of parameters) {
    const here = parameter.variable.dataSync() as Float32Array
    for (const part of torchParts(parameter)) state.set(part.name, toTorch(here, parameter, part).data as Float32Array)
  }
  return state
}

function dense(state: ReadonlyMap<string, Float32Array>, name: string): Dense {
  return { weight: state.get(`${name}.weight`) as Float32Array, bias: state.get(`${name}.bias`) as Float32Array }
}

function compareStates(actual: ReadonlyMap<string, Float32Array>, expected: VectorState, trace: Trace): void {
  expect([...actual.keys()].sort()).toEqual(Object.keys(expected).sort())
  for (const [name, tensor] of Object.entries(expected)) {
    const wanted = values(tensor)
    const got = actual.get(name) as Float32Array
    let worst = 0
    let largest = 0
    wanted.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - (got[i] as number)))
      largest = Math.max(largest, Math.abs(value))
    })
    const tolerance = Math.max(10 * trace.f32_vs_f64.final_weights_maxabs, 1e-5 * largest)
    expect(worst, `${trace.name}: ${name}`).toBeLessThanOrEqual(tolerance)
  }
}
