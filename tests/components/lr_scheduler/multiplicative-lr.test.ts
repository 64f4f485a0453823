import { describe, expect, test } from 'vitest'
import { MultiplicativeLR } from '../../../src/components/lr_scheduler/multiplicative-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates } from './rates.js'

describe('MultiplicativeLR', () => {
  test('multiplies by the expression at each step, as in torch', () => {
    expect(rates(new MultiplicativeLR({ lr_lambda: '0.5' }), 3)).toEqual([1, 0.5, 0.25, 0.125])
    expect(rates(new MultiplicativeLR({ lr_lambda: '1 / epoch if epoch > 0 else 1' }), 3)).toEqual([1, 1, 0.5, 0.5 / 3])
  })
})

testAll(
  'MultiplicativeLR, as every scheduler',
  schedulerChecks(() => new MultiplicativeLR({ lr_lambda: '0.9 ** epoch' })),
)
