import { describe, expect, test } from 'vitest'
import { CyclicLR } from '../../../src/components/lr_scheduler/cyclic-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { attachedSGD, rates, rounded } from './rates.js'

describe('CyclicLR', () => {
  const bounds = { base_lr: 0.1, max_lr: 0.5, step_size_up: 2 } as const

  test('rises and falls between its bounds', () => {
    expect(rounded(rates(new CyclicLR(bounds), 5))).toEqual([0.1, 0.3, 0.5, 0.3, 0.1, 0.3])
  })

  test('triangular2 halves each cycle, exp_range decays at each step', () => {
    expect(rounded(rates(new CyclicLR({ ...bounds, mode: 'triangular2' }), 6))[6]).toBeCloseTo(0.3, 9)
    expect(rounded(rates(new CyclicLR({ ...bounds, mode: 'exp_range', gamma: 0.5 }), 2))[2]).toBeCloseTo(0.2, 9)
  })

  test('a fall may be longer than a rise', () => {
    const got = rounded(rates(new CyclicLR({ ...bounds, step_size_down: 4 }), 6))
    expect(got).toEqual([0.1, 0.3, 0.5, 0.4, 0.3, 0.2, 0.1])
  })

  test('momentum is smallest where the learning rate is largest', () => {
    const optimizer = attachedSGD()
    rates(new CyclicLR(bounds), 2, optimizer)
    expect(optimizer.groups[0]?.momentum).toBeCloseTo(0.8, 12)
  })
})

testAll(
  'CyclicLR, as every scheduler',
  schedulerChecks(() => new CyclicLR({ base_lr: 0.1, max_lr: 1, step_size_up: 3 })),
)
