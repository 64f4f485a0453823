import { describe, expect, test } from 'vitest'
import { StepLR } from '../../../src/components/lr_scheduler/step-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { attachedSGD, rates, rounded } from './rates.js'

describe('StepLR', () => {
  test('decays by gamma every step_size steps', () => {
    expect(rounded(rates(new StepLR({ step_size: 2, gamma: 0.5 }), 5))).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25])
  })

  test('each group goes from its own learning rate', () => {
    const optimizer = attachedSGD(1, 2)
    rates(new StepLR({ step_size: 1 }), 1, optimizer)
    expect(optimizer.groups.map(({ lr }) => lr)).toEqual([0.05, 0.1])
  })
})

testAll(
  'StepLR, as every scheduler',
  schedulerChecks(() => new StepLR({ step_size: 3, gamma: 0.5 })),
)
