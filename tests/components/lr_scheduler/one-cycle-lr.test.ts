import { describe, expect, test } from 'vitest'
import { OneCycleLR } from '../../../src/components/lr_scheduler/one-cycle-lr.js'
import { Adagrad } from '../../../src/components/optimizer/adagrad.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { RunError } from '../../../src/util/run-error.js'
import { testAll } from '../../helpers/test-all.js'
import { attachedAdam, attachedSGD, rates } from './rates.js'

describe('OneCycleLR', () => {
  test('rises from max_lr / 25, and falls far below it', () => {
    const got = rates(new OneCycleLR({ max_lr: 0.5, total_steps: 10 }), 9)
    expect(got[0]).toBeCloseTo(0.02, 12)
    expect(Math.max(...got)).toBe(0.5)
    expect(got[9]).toBeCloseTo(0.02 / 1e4, 12)
  })

  test('momentum goes the other way, or the first of the betas', () => {
    const sgd = attachedSGD()
    const got = rates(new OneCycleLR({ max_lr: 0.5, total_steps: 10 }), 2, sgd)
    expect(got[2]).toBe(0.5)
    expect(sgd.groups[0]?.momentum).toBe(0.85)
    const adam = attachedAdam()
    rates(new OneCycleLR({ max_lr: 0.5, epochs: 2, steps_per_epoch: 5 }), 0, adam)
    expect(adam.groups[0]?.betas).toEqual([0.95, 0.999])
  })

  test('refuses an optimizer without momentum, unless told to leave it alone', () => {
    const adagrad = new Adagrad()
    adagrad.attach([{ name: 'backbone.w', variable: undefined as never, layout: 'same' }])
    expect(() => new OneCycleLR({ max_lr: 1, total_steps: 5 }).attach(adagrad)).toThrow(ConfigError)
    expect(rates(new OneCycleLR({ max_lr: 1, total_steps: 5, cycle_momentum: false }), 1, adagrad)[0]).toBeCloseTo(
      0.04,
      12,
    )
  })

  test('says what to do where training is longer than the cycle, or the cycle has no length', () => {
    const scheduler = new OneCycleLR({ max_lr: 1, total_steps: 3 })
    rates(scheduler, 3)
    expect(() => scheduler.step()).toThrow(RunError)
    expect(() => new OneCycleLR({ max_lr: 1, epochs: 3 })).toThrow('steps_per_epoch')
  })
})

testAll(
  'OneCycleLR, as every scheduler',
  schedulerChecks(() => new OneCycleLR({ max_lr: 1, total_steps: 20 })),
)
