import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Adam } from '../../src/components/optimizer/adam.js'
import { SGD } from '../../src/components/optimizer/sgd.js'
import { readSafetensors, writeSafetensors } from '../../src/formats/safetensors.js'
import type { Optimizer } from '../../src/nn/optimizer.js'
import type { Parameter } from '../../src/nn/parameter.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

function parameter(name: string, own: Partial<Parameter> = {}): Parameter {
  return { name, variable: tf.variable(tf.tensor2d([1, 1, 1, 1, 1, 1], [2, 3])), layout: 'linear', ...own }
}

function stepWithOnes(optimizer: Optimizer, parameters: readonly Parameter[]): number[] {
  optimizer.step(parameters.map((own) => ({ parameter: own, value: tf.onesLike(own.variable) })))
  return parameters.map(({ variable }) => Number(variable.dataSync()[0]?.toFixed(4)))
}

describe('parameter groups', () => {
  test('backbone and heads can have hyperparameters of their own; null stands for the optimizer’s', () => {
    const optimizer = new SGD({
      lr: 0.1,
      param_groups: { backbone: { lr: 0.01 }, heads: { lr: null, weight_decay: 1 } },
    })
    const parameters = [parameter('backbone.fc.0.weight'), parameter('heads.weight')]
    optimizer.attach(parameters)
    expect(optimizer.groups.map(({ name, lr, weight_decay }) => [name, lr, weight_decay])).toEqual([
      ['backbone', 0.01, 0],
      ['heads', 0.1, 1],
    ])
    expect(stepWithOnes(optimizer, parameters)).toEqual([0.99, 0.8])
  })

  test('without them there is one group', () => {
    const optimizer = new SGD({ param_groups: null, lr: null, momentum: null })
    optimizer.attach([parameter('backbone.fc.0.weight'), parameter('heads.weight')])
    expect(optimizer.groups).toHaveLength(1)
    expect(optimizer.groups[0]).toMatchObject({ lr: 0.001, momentum: 0 })
  })

  test('a learning rate that is written between steps takes effect', () => {
    const optimizer = new SGD({ lr: 0.5 })
    const parameters = [parameter('backbone.fc.0.weight')]
    optimizer.attach(parameters)
    expect(stepWithOnes(optimizer, parameters)).toEqual([0.5])
    for (const group of optimizer.groups) group.lr = 0.25
    expect(stepWithOnes(optimizer, parameters)).toEqual([0.25])
  })

  test('frozen parameters are left alone', () => {
    const optimizer = new SGD({ lr: 0.1 })
    const parameters = [parameter('backbone.fc.0.weight', { frozen: true }), parameter('heads.weight')]
    optimizer.attach(parameters)
    expect(stepWithOnes(optimizer, parameters)).toEqual([1, 0.9])
  })

  test('every value out of range is named', () => {
    const make = () => new Adam({ lr: -1, eps: -1, param_groups: { heads: { betas: [0.9, 2] } } })
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(/optimizer.lr must be a number ≥ 0, not -1[\s\S]*optimizer.eps must be a number ≥ 0/)
    expect(() => new Adam({ param_groups: { heads: { betas: [0.9, 2] } } })).toThrow('betas')
  })
})

describe('saved state', () => {
  const segments = [
    { name: 'heads.heads.1.weight', taskId: 1, offset: 0, size: 1 },
    { name: 'heads.heads.2.weight', taskId: 2, offset: 1, size: 2 },
  ]

  test('has torch’s names and layouts, and a step count for each head', async () => {
    const heads = parameter('heads.weight', { segments })
    const optimizer = new Adam({ betas: [0, 0] })
    optimizer.attach([heads])
    const value = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3])
    optimizer.step([{ parameter: heads, value }])
    optimizer.step([{ parameter: heads, value, present: [false, true] }])
    const state = await optimizer.stateDict()
    expect(state.get('heads.heads.1.weight.step')?.data[0]).toBe(1)
    expect(state.get('heads.heads.2.weight.step')?.data[0]).toBe(2)
    expect(state.get('heads.heads.2.weight.exp_avg')).toEqual({
      dtype: 'float32',
      shape: [2, 2],
      data: Float32Array.of(2, 5, 3, 6),
    })
  })

  test('survives a safetensors file', async () => {
    const [source, target] = [new Adam(), new Adam()]
    const [one, other] = [parameter('heads.weight', { segments }), parameter('heads.weight', { segments })]
    source.attach([one])
    stepWithOnes(source, [one])
    target.attach([other])
    const { tensors } = readSafetensors(writeSafetensors(await source.stateDict()))
    target.loadStateDict(tensors)
    expect(await target.stateDict()).toEqual(await source.stateDict())
    other.variable.assign(one.variable)
    expect(stepWithOnes(target, [other])).toEqual(stepWithOnes(source, [one]))
  })

  test('that of another model is refused', async () => {
    const source = new Adam()
    const own = parameter('backbone.fc.0.weight')
    source.attach([own])
    stepWithOnes(source, [own])
    const target = new Adam()
    target.attach([parameter('backbone.fc.9.weight')])
    const state = await source.stateDict()
    expect(() => target.loadStateDict(state)).toThrow(ConfigError)
  })
})
