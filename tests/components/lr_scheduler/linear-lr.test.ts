import { describe, expect, test } from 'vitest'
import { LinearLR } from '../../../src/components/lr_scheduler/linear-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('LinearLR', () => {
  test('rises from a third to the whole in five steps', () => {
    const third = 1 / 3
    const expected = [0, 1, 2, 3, 4, 5, 5].map((step) => third + ((1 - third) * step) / 5)
    expect(rounded(rates(new LinearLR(), 6))).toEqual(rounded(expected))
  })

  test('can fall too', () => {
    const scheduler = new LinearLR({ start_factor: 1, end_factor: 0, total_iters: 4 })
    expect(rounded(rates(scheduler, 5))).toEqual([1, 0.75, 0.5, 0.25, 0, 0])
  })
})

testAll(
  'LinearLR, as every scheduler',
  schedulerChecks(() => new LinearLR()),
)
