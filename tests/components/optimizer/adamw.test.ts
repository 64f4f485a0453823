import { describe, expect, test } from 'vitest'
import { AdamW } from '../../../src/components/optimizer/adamw.js'
import { testContract, trajectory, useWasm } from './contract.js'

useWasm()

describe('AdamW', () => {
  test('decays weights by 0.01 of the learning rate where nothing else is said', () => {
    expect(trajectory(new AdamW({ lr: 0.1 }), 2, [0])[0]).toBeCloseTo(2 * (1 - 0.1 * 0.01), 6)
  })

  test('is called AdamW', () => {
    expect(new AdamW().name).toBe('AdamW')
  })

  testContract((options) => new AdamW(options), [{}, { weight_decay: 0.3, amsgrad: true }])
})
