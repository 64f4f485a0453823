import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { CompiledSteps } from '../../../src/compile/compiled-steps.js'
import { type StepExecutor, stepExecutor } from '../../../src/compile/step-executor.js'
import * as optimizers from '../../../src/index.js'
import { newParameter } from '../../../src/nn/layers/new-parameter.js'
import type { Optimizer } from '../../../src/nn/optimizer.js'
import type { Parameter } from '../../../src/nn/parameter.js'
import { Generator } from '../../../src/util/generator.js'
import { startBackend } from '../../helpers/backend.js'

beforeAll(startBackend)

const shapes = [[3], [2, 5], [1], [64], [3, 5, 40, 130], [100, 700]]

/** Some shared ones, small and large, and one of three heads. */
function parametersOf(generator: Generator): Parameter[] {
  const draw = (name: string, shape: number[], layout: 'same' | 'linear' = 'same') => {
    const size = shape.reduce((a, b) => a * b)
    return newParameter(name, shape, layout, generator.uniform(size, -1, 1))
  }
  const heads = [4, 20_000].map((rows) => {
    const segments = [0, 1, 2].map((i) => ({ name: `heads.${rows}.${i}`, taskId: i, offset: 2 * i, size: 2 }))
    return { ...draw(`heads.${rows}`, [rows, 6], 'linear'), segments }
  })
  return [...shapes.map((shape, i) => draw(`backbone.${i}`, shape)), ...heads]
}

/** Five steps, of which the third lacks a head. @returns all parameters, and the optimizer's state */
async function train(make: () => Optimizer, compile: boolean): Promise<Map<string, ArrayLike<number>>> {
  const parameters = parametersOf(new Generator(5))
  const optimizer = make()
  optimizer.attach(parameters)
  const steps = new CompiledSteps(stepExecutor() as StepExecutor)
  const present = [true, true, true]
  for (let i = 0; i < 5; i++) {
    present[1] = i !== 2
    const factor = tf.scalar(0.3 + i)
    const step = () =>
      tf.tidy(() => {
        const columns = tf.tensor1d([1, 1, Number(present[1]), Number(present[1]), 1, 1])
        const gradients = parameters.map((parameter) => {
          const value = tf.mul(tf.reverse(parameter.variable), factor)
          const masked = parameter.segments ? tf.mul(value, columns) : value
          return { parameter, value: masked, ...(parameter.segments && { present }) }
        })
        const loss_cls = tf.sum(parameters[0]?.variable as tf.Tensor)
        optimizer.step(gradients)
        return { loss_cls }
      })
    const outputs = compile ? steps.run(String(present[1]), [factor], step) : step()
    outputs.loss_cls?.dispose()
    factor.dispose()
  }
  expect(steps.reason).toBeUndefined()
  const values = new Map<string, ArrayLike<number>>()
  for (const { name, variable } of parameters) values.set(name, (await variable.data()) as Float32Array)
  for (const [name, { data }] of await optimizer.stateDict()) values.set(name, data as Float32Array)
  optimizer.dispose()
  steps.dispose()
  for (const { variable } of parameters) variable.dispose()
  return values
}

test.each<[string, () => Optimizer]>([
  ['SGD', () => new optimizers.SGD({ lr: 0.1 })],
  ['SGD with momentum', () => new optimizers.SGD({ lr: 0.1, momentum: 0.9, weight_decay: 0.01 })],
  ['Adam', () => new optimizers.Adam({ lr: 0.01, amsgrad: true })],
  ['AdamW, another rate for heads', () => new optimizers.AdamW({ lr: 0.01, param_groups: { heads: { lr: 0.1 } } })],
  ['Rprop', () => new optimizers.Rprop({ lr: 0.01 })],
])('of many small tensors and of large ones are those of each by itself: %s', async (_, make) => {
  const [compiled, expected] = [await train(make, true), await train(make, false)]
  expect([...compiled.keys()]).toEqual([...expected.keys()])
  for (const [name, values] of compiled) {
    const other = expected.get(name) as ArrayLike<number>
    let worst = 0
    for (let i = 0; i < values.length; i++) {
      const [value, right] = [values[i] as number, other[i] as number]
      worst = Math.max(worst, Math.abs(value - right) / Math.max(1, Math.abs(right)))
    }
    expect(worst, name).toBeLessThan(2e-6)
  }
})
