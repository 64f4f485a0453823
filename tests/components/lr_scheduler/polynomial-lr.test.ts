import { describe, expect, test } from 'vitest'
import { PolynomialLR } from '../../../src/components/lr_scheduler/polynomial-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('PolynomialLR', () => {
  test('falls to zero by a power and stays there', () => {
    const scheduler = new PolynomialLR({ total_iters: 4, power: 2 })
    expect(rounded(rates(scheduler, 5))).toEqual([1, 0.5625, 0.25, 0.0625, 0, 0])
  })
})

testAll(
  'PolynomialLR, as every scheduler',
  schedulerChecks(() => new PolynomialLR({ total_iters: 8, power: 2 })),
)
