import { describe, expect, test } from 'vitest'
import { Adadelta } from '../../../src/components/optimizer/adadelta.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('Adadelta', () => {
  test('two steps agree with the formula', () => {
    const [rho, eps, lr] = [0.8, 1e-3, 0.5]
    let [w, v, u] = [1, 0, 0]
    const expected = [0.5, -2].map((g) => {
      v = rho * v + (1 - rho) * g * g
      const delta = (Math.sqrt(u + eps) / Math.sqrt(v + eps)) * g
      u = rho * u + (1 - rho) * delta * delta
      w -= lr * delta
      return w
    })
    trajectory(new Adadelta({ lr, rho, eps }), 1, [0.5, -2]).forEach((weight, i) => {
      expect(weight).toBeCloseTo(expected[i] as number, 6)
    })
  })

  test('refuses a rho above 1', () => {
    expect(() => new Adadelta({ rho: 1.1 })).toThrow('rho')
  })

  testContract((options) => new Adadelta(options), [{}, { rho: 0.5, weight_decay: 0.2 }])
  // Its first update is √eps of the gradient: without eps there is never a first one.
  testContract((options) => new Adadelta(options), [{ eps: 0 }], /downhill/)
})
