import { describe, expect, test } from 'vitest'
import { Adam } from '../../../src/components/optimizer/adam.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('Adam', () => {
  test('the first step is the learning rate, whatever the size of the gradient', () => {
    expect(trajectory(new Adam({ lr: 0.01 }), 1, [1e-3])[0]).toBeCloseTo(0.99, 5)
    expect(trajectory(new Adam({ lr: 0.01 }), 1, [-40])[0]).toBeCloseTo(1.01, 5)
  })

  test('two steps agree with the formula', () => {
    const [b1, b2, lr, eps] = [0.8, 0.9, 0.1, 0.01]
    const gradients = [0.5, -1]
    let [w, m, v] = [1, 0, 0]
    const expected = gradients.map((g, i) => {
      m = b1 * m + (1 - b1) * g
      v = b2 * v + (1 - b2) * g * g
      w -= (lr * (m / (1 - b1 ** (i + 1)))) / (Math.sqrt(v / (1 - b2 ** (i + 1))) + eps)
      return w
    })
    const got = trajectory(new Adam({ lr, betas: [b1, b2], eps }), 1, gradients)
    got.forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] as number, 6)
    })
  })

  test('amsgrad never forgets a large gradient', () => {
    const gradients = [10, ...Array<number>(20).fill(0.1)]
    const options = { betas: [0, 0.5] as const, lr: 0.1 }
    const plain = trajectory(new Adam(options), 0, gradients).at(-1) as number
    const ams = trajectory(new Adam({ ...options, amsgrad: true }), 0, gradients).at(-1) as number
    expect(Math.abs(ams)).toBeLessThan(Math.abs(plain))
  })

  test('decoupled weight decay shrinks the weight alone', () => {
    const options = { lr: 0.1, weight_decay: 0.5, decoupled_weight_decay: true }
    expect(trajectory(new Adam(options), 2, [0])[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6)
  })

  test('refuses a beta of 1', () => {
    expect(() => new Adam({ betas: [0.9, 1] })).toThrow(ConfigError)
  })

  testContract(
    (options) => new Adam(options),
    [{}, { amsgrad: true, weight_decay: 0.1, eps: 0 }, { decoupled_weight_decay: true, weight_decay: 0.1 }],
  )
})
