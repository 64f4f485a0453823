import { describe, expect, test } from 'vitest'
import { ChainedScheduler } from '../../../src/components/lr_scheduler/chained-scheduler.js'
import { ConstantLR } from '../../../src/components/lr_scheduler/constant-lr.js'
import { ExponentialLR } from '../../../src/components/lr_scheduler/exponential-lr.js'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('ChainedScheduler', () => {
  test('all of its schedulers step at once', () => {
    const schedulers = [new ConstantLR({ factor: 0.5, total_iters: 2 }), new ExponentialLR({ gamma: 0.5 })]
    expect(rounded(rates(new ChainedScheduler({ schedulers }), 3))).toEqual([0.5, 0.25, 0.25, 0.125])
  })

  test('refuses what needs a metric, and to be empty', () => {
    expect(() => new ChainedScheduler({ schedulers: [new ReduceLROnPlateau()] })).toThrow('metric')
    expect(() => new ChainedScheduler({ schedulers: [] })).toThrow('at least one')
  })
})

testAll(
  'ChainedScheduler, as every scheduler',
  schedulerChecks(
    () => new ChainedScheduler({ schedulers: [new ConstantLR({ total_iters: 3 }), new ExponentialLR({ gamma: 0.9 })] }),
  ),
)
