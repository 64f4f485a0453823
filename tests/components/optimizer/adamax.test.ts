import { describe, expect, test } from 'vitest'
import { Adamax } from '../../../src/components/optimizer/adamax.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('Adamax', () => {
  test('divides by the largest gradient so far, which decays', () => {
    const [b1, b2, lr, eps] = [0.5, 0.75, 0.1, 1e-8]
    const gradients = [4, 1, 1]
    let [w, m, norm] = [0, 0, 0]
    const expected = gradients.map((g, i) => {
      m = b1 * m + (1 - b1) * g
      norm = Math.max(b2 * norm, Math.abs(g) + eps)
      w -= ((lr / (1 - b1 ** (i + 1))) * m) / norm
      return w
    })
    trajectory(new Adamax({ lr, betas: [b1, b2] }), 0, gradients).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] as number, 6)
    })
  })

  testContract((options) => new Adamax(options), [{}, { betas: [0.5, 0.6], weight_decay: 0.1 }, { eps: 0 }])
})
