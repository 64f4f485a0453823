import { describe, expect, test } from 'vitest'
import { SGD } from '../../../src/components/optimizer/sgd.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('SGD', () => {
  test('goes against the gradient by the learning rate', () => {
    const [first] = trajectory(new SGD({ lr: 0.1 }), 1, [0.5])
    expect(first).toBeCloseTo(1 - 0.1 * 0.5, 6)
  })

  test('the first momentum is the whole gradient: dampening begins with the second', () => {
    const options = { lr: 1, momentum: 0.5, dampening: 0.25 }
    const [first, second] = trajectory(new SGD(options), 0, [1, 1])
    expect(first).toBeCloseTo(-1, 6)
    expect(second).toBeCloseTo(-1 - (0.5 * 1 + 0.75 * 1), 6)
  })

  test('Nesterov momentum looks one step ahead, and weight decay adds to the gradient', () => {
    const options = { lr: 0.1, momentum: 0.9, nesterov: true, weight_decay: 0.5 }
    const [first] = trajectory(new SGD(options), 2, [1])
    const gradient = 1 + 0.5 * 2
    expect(first).toBeCloseTo(2 - 0.1 * (gradient + 0.9 * gradient), 6)
  })

  test('refuses Nesterov momentum without momentum, also in a group', () => {
    expect(() => new SGD({ nesterov: true })).toThrow(ConfigError)
    const options = { momentum: 0.9, param_groups: { heads: { nesterov: true, dampening: 0.1 } } }
    expect(() => new SGD(options)).toThrow('nesterov')
  })

  testContract(
    (options) => new SGD(options),
    [{}, { momentum: 0.9, dampening: 0.3, weight_decay: 0.1 }, { momentum: 0.9, nesterov: true }],
  )
})
