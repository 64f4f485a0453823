import { describe, expect, test } from 'vitest'
import { NAdam } from '../../../src/components/optimizer/nadam.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('NAdam', () => {
  test('two steps agree with the formula', () => {
    const [b1, b2, lr, eps, decay] = [0.8, 0.9, 0.1, 0.01, 0.1]
    const mu = (t: number) => b1 * (1 - 0.5 * 0.96 ** (t * decay))
    let [w, m, v, product] = [1, 0, 0, 1]
    const expected = [0.5, -1].map((g, i) => {
      const t = i + 1
      product *= mu(t)
      m = b1 * m + (1 - b1) * g
      v = b2 * v + (1 - b2) * g * g
      const denominator = Math.sqrt(v / (1 - b2 ** t)) + eps
      w -= (lr * (1 - mu(t)) * g) / (1 - product) / denominator
      w -= (lr * mu(t + 1) * m) / (1 - product * mu(t + 1)) / denominator
      return w
    })
    const optimizer = new NAdam({ lr, betas: [b1, b2], eps, momentum_decay: decay })
    trajectory(optimizer, 1, [0.5, -1]).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] as number, 5)
    })
  })

  test('decoupled weight decay shrinks the weight alone', () => {
    const options = { lr: 0.1, weight_decay: 0.5, decoupled_weight_decay: true }
    expect(trajectory(new NAdam(options), 2, [0])[0]).toBeCloseTo(2 * (1 - 0.1 * 0.5), 6)
  })

  testContract(
    (options) => new NAdam(options),
    [{}, { weight_decay: 0.1, eps: 0 }, { weight_decay: 0.1, decoupled_weight_decay: true }],
  )
})
