import { describe, expect, test } from 'vitest'
import { ExponentialLR } from '../../../src/components/lr_scheduler/exponential-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('ExponentialLR', () => {
  test('decays at every step', () => {
    expect(rounded(rates(new ExponentialLR({ gamma: 0.5 }), 3))).toEqual([1, 0.5, 0.25, 0.125])
  })
})

testAll(
  'ExponentialLR, as every scheduler',
  schedulerChecks(() => new ExponentialLR({ gamma: 0.9 })),
)
