import { describe, expect, test } from 'vitest'
import { MultiStepLR } from '../../../src/components/lr_scheduler/multi-step-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('MultiStepLR', () => {
  test('decays at its milestones, twice at one that is given twice', () => {
    const scheduler = new MultiStepLR({ milestones: [3, 1, 3], gamma: 0.1 })
    expect(rounded(rates(scheduler, 4))).toEqual([1, 0.1, 0.1, 0.001, 0.001])
  })
})

testAll(
  'MultiStepLR, as every scheduler',
  schedulerChecks(() => new MultiStepLR({ milestones: [2, 7] })),
)
