import { describe, expect, test } from 'vitest'
import { ConstantLR } from '../../../src/components/lr_scheduler/constant-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('ConstantLR', () => {
  test('holds a part of the learning rate, then gives it back', () => {
    expect(rounded(rates(new ConstantLR({ factor: 0.25, total_iters: 2 }), 3))).toEqual([0.25, 0.25, 1, 1])
  })

  test('a factor of zero gives the initial learning rate back, where a division could not', () => {
    expect(rates(new ConstantLR({ factor: 0, total_iters: 2 }), 3)).toEqual([0, 0, 1, 1])
  })
})

testAll(
  'ConstantLR, as every scheduler',
  schedulerChecks(() => new ConstantLR()),
)
