import { describe, expect, test } from 'vitest'
import { Rprop } from '../../../src/components/optimizer/rprop.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('Rprop', () => {
  test('looks at the sign alone; a step grows while the sign stays, and shrinks without a move where it turns', () => {
    const weights = trajectory(new Rprop({ lr: 0.1 }), 0, [7, 0.001, -3, -3])
    expect(weights[0]).toBeCloseTo(-0.1, 6)
    expect(weights[1]).toBeCloseTo(-0.1 - 0.12, 6)
    expect(weights[2]).toBe(weights[1])
    expect(weights[3]).toBeCloseTo(-0.22 + 0.06, 6)
  })

  test('a gradient of 1e-8 has a sign too, though the WASM backend takes it for zero', () => {
    expect(trajectory(new Rprop({ lr: 0.1 }), 0, [1e-8])[0]).toBeCloseTo(-0.1, 6)
    expect(trajectory(new Rprop({ lr: 0.1 }), 0, [-1e-8])[0]).toBeCloseTo(0.1, 6)
  })

  test('step sizes stay within their bounds', () => {
    const weights = trajectory(new Rprop({ lr: 1, step_sizes: [0.5, 1.1] }), 0, [1, 1, 1])
    expect(weights[2]).toBeCloseTo(-1 - 1.1 - 1.1, 5)
  })

  test('refuses factors on the wrong side of 1', () => {
    expect(() => new Rprop({ etas: [1.2, 0.5] })).toThrow('etas')
  })

  testContract((options) => new Rprop(options), [{}, { etas: [0.3, 1.7], step_sizes: [0.001, 0.2] }])
})
