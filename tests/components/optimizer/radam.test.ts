import { describe, expect, test } from 'vitest'
import { RAdam } from '../../../src/components/optimizer/radam.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('RAdam', () => {
  test('the first steps are those of plain momentum: the variance is not to be trusted yet', () => {
    const [first, second] = trajectory(new RAdam({ lr: 0.1 }), 0, [3, 5])
    expect(first).toBeCloseTo(-0.1 * 3, 5)
    const average = (0.9 * 0.1 * 3 + 0.1 * 5) / (1 - 0.9 ** 2)
    expect(second).toBeCloseTo(-0.1 * 3 - 0.1 * average, 5)
  })

  test('later ones are rectified: they do not grow with the gradient', () => {
    const steps = (scale: number) => {
      const weights = trajectory(new RAdam({ lr: 0.1 }), 0, Array<number>(8).fill(scale))
      return (weights[7] as number) - (weights[6] as number)
    }
    expect(steps(100)).toBeCloseTo(steps(1), 4)
    expect(steps(1)).toBeLessThan(0)
  })

  testContract(
    (options) => new RAdam(options),
    [{}, { betas: [0.5, 0.9], weight_decay: 0.1, eps: 0 }, { weight_decay: 0.1, decoupled_weight_decay: true }],
  )
})
