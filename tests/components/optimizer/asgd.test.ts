import { describe, expect, test } from 'vitest'
import { ASGD } from '../../../src/components/optimizer/asgd.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('ASGD', () => {
  test('decays weights and learning rate', () => {
    const [lambd, lr, alpha] = [0.1, 0.5, 0.75]
    const [first, second] = trajectory(new ASGD({ lr, lambd, alpha }), 1, [1, 1])
    expect(first).toBeCloseTo(1 * (1 - lambd * lr) - lr, 6)
    const eta = lr / (1 + lambd * lr * 1) ** alpha
    expect(second).toBeCloseTo((first as number) * (1 - lambd * eta) - eta, 6)
  })

  test('keeps the average of the weights from step t0 on', async () => {
    const optimizer = new ASGD({ lr: 1, lambd: 0, t0: 1 })
    const weights = trajectory(optimizer, 0, [1, 1, 1, 1])
    const average = (await optimizer.stateDict()).get('backbone.w.ax')?.data[0]
    // mu is 1 up to step t0 + 1 and 1 / (step - t0) after: the mean of the third and fourth weights with the second's
    const [, second, third, fourth] = weights as [number, number, number, number]
    const afterThird = second + (third - second) * 1
    expect(average).toBeCloseTo(afterThird + (fourth - afterThird) / 2, 6)
  })

  testContract((options) => new ASGD(options), [{}, { lambd: 0.1, t0: 2, weight_decay: 0.1 }])
})
