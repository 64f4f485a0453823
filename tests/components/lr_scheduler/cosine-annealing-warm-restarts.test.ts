import { describe, expect, test } from 'vitest'
import { CosineAnnealingWarmRestarts } from '../../../src/components/lr_scheduler/cosine-annealing-warm-restarts.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('CosineAnnealingWarmRestarts', () => {
  test('starts anew after T_0 steps, then after T_mult times as many', () => {
    const got = rates(new CosineAnnealingWarmRestarts({ T_0: 2, T_mult: 2 }), 6)
    expect(rounded(got)).toEqual(rounded([1, 0.5, 1, (2 + Math.SQRT2) / 4, 0.5, (2 - Math.SQRT2) / 4, 1]))
  })
})

testAll(
  'CosineAnnealingWarmRestarts, as every scheduler',
  schedulerChecks(() => new CosineAnnealingWarmRestarts({ T_0: 2, T_mult: 2 })),
)
