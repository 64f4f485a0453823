import { describe, expect, test } from 'vitest'
import { Adagrad } from '../../../src/components/optimizer/adagrad.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('Adagrad', () => {
  test('divides by the root of all squares so far', () => {
    const [first, second] = trajectory(new Adagrad({ lr: 0.1 }), 0, [3, 4])
    expect(first).toBeCloseTo(-0.1, 6)
    expect(second).toBeCloseTo(-0.1 - (0.1 * 4) / 5, 6)
  })

  test('the accumulator starts from its initial value, and the learning rate decays with steps', () => {
    const options = { lr: 0.1, initial_accumulator_value: 16, lr_decay: 1 }
    const [first, second] = trajectory(new Adagrad(options), 0, [3, 0])
    expect(first).toBeCloseTo((-0.1 * 3) / 5, 6)
    expect(second).toBe(first)
    const [, third] = trajectory(new Adagrad(options), 0, [0, 3])
    expect(third).toBeCloseTo(((-0.1 / 2) * 3) / 5, 6)
  })

  testContract(
    (options) => new Adagrad(options),
    [{}, { lr_decay: 0.2, weight_decay: 0.1, initial_accumulator_value: 0.5 }, { eps: 0 }],
  )
})
