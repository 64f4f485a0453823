import { describe, expect, test } from 'vitest'
import { CosineAnnealingLR } from '../../../src/components/lr_scheduler/cosine-annealing-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates } from './rates.js'

describe('CosineAnnealingLR', () => {
  test('falls as a cosine to eta_min and rises again', () => {
    const got = rates(new CosineAnnealingLR({ T_max: 4, eta_min: 0.2 }), 8)
    got.forEach((rate, step) => {
      expect(rate).toBeCloseTo(0.2 + (0.8 * (1 + Math.cos((Math.PI * step) / 4))) / 2, 9)
    })
  })
})

testAll(
  'CosineAnnealingLR, as every scheduler',
  schedulerChecks(() => new CosineAnnealingLR({ T_max: 5 })),
)
