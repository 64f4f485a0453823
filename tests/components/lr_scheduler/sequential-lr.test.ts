import { describe, expect, test } from 'vitest'
import { ChainedScheduler } from '../../../src/components/lr_scheduler/chained-scheduler.js'
import { ConstantLR } from '../../../src/components/lr_scheduler/constant-lr.js'
import { ExponentialLR } from '../../../src/components/lr_scheduler/exponential-lr.js'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { SequentialLR } from '../../../src/components/lr_scheduler/sequential-lr.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { testAll } from '../../helpers/test-all.js'
import { rates, rounded } from './rates.js'

describe('SequentialLR', () => {
  test('the next scheduler takes over at its milestone, from the initial learning rate', () => {
    const schedulers = [new ConstantLR({ factor: 0.1, total_iters: 9 }), new ExponentialLR({ gamma: 0.5 })]
    expect(rounded(rates(new SequentialLR({ schedulers, milestones: [2] }), 4))).toEqual([0.1, 0.1, 1, 0.5, 0.25])
  })

  test('refuses the wrong number of milestones, what needs a metric, and a chain that takes over', () => {
    const exponential = () => new ExponentialLR({ gamma: 0.5 })
    expect(() => new SequentialLR({ schedulers: [exponential(), exponential()], milestones: [] })).toThrow(
      'milestones must be 1',
    )
    expect(() => new SequentialLR({ schedulers: [new ReduceLROnPlateau()], milestones: [] })).toThrow('metric')
    const chain = new ChainedScheduler({ schedulers: [exponential()] })
    expect(() => new SequentialLR({ schedulers: [exponential(), chain], milestones: [1] })).toThrow('only come first')
  })
})

testAll(
  'SequentialLR, as every scheduler',
  schedulerChecks(
    () => new SequentialLR({ schedulers: [new ConstantLR(), new ExponentialLR({ gamma: 0.9 })], milestones: [3] }),
  ),
)
