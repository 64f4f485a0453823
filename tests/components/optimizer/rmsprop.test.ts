import { describe, expect, test } from 'vitest'
import { RMSprop } from '../../../src/components/optimizer/rmsprop.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('RMSprop', () => {
  test('the first step is the learning rate over the root of 1 - alpha', () => {
    const [first] = trajectory(new RMSprop({ lr: 0.01, alpha: 0.99 }), 1, [3])
    expect(first).toBeCloseTo(1 - 0.01 / Math.sqrt(0.01), 5)
  })

  test('centered: divides by the standard deviation, which is smaller', () => {
    const [alpha, g] = [0.9, 2]
    const deviation = Math.sqrt((1 - alpha) * g * g - ((1 - alpha) * g) ** 2)
    const [first] = trajectory(new RMSprop({ lr: 0.1, alpha, centered: true }), 0, [g])
    expect(first).toBeCloseTo((-0.1 * g) / deviation, 5)
  })

  test('a gradient that never changes gives no NaN where it is centered', () => {
    const weights = trajectory(new RMSprop({ centered: true, alpha: 0.5 }), 0, Array<number>(60).fill(0.3))
    expect(weights.every(Number.isFinite)).toBe(true)
  })

  test('momentum keeps a share of the last update', () => {
    const [first, second] = trajectory(new RMSprop({ lr: 0.1, momentum: 0.5, alpha: 0.9 }), 0, [1, 0])
    expect(second).toBeCloseTo((first as number) * 1.5, 5)
  })

  testContract(
    (options) => new RMSprop(options),
    [{}, { centered: true, momentum: 0.9, weight_decay: 0.1 }, { eps: 0 }],
  )
})
