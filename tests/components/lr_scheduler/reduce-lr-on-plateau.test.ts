import { describe, expect, test } from 'vitest'
import { ReduceLROnPlateau } from '../../../src/components/lr_scheduler/reduce-lr-on-plateau.js'
import { schedulerChecks } from '../../../src/testing/index.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { testAll } from '../../helpers/test-all.js'
import { attachedSGD } from './rates.js'

describe('ReduceLROnPlateau', () => {
  function ratesAfter(scheduler: ReduceLROnPlateau, metrics: readonly number[]): number[] {
    const optimizer = attachedSGD()
    scheduler.attach(optimizer)
    return metrics.map((metric) => {
      scheduler.step(metric)
      return optimizer.groups[0]?.lr as number
    })
  }

  test('waits for more than patience steps without a better value', () => {
    const scheduler = new ReduceLROnPlateau({ patience: 1, factor: 0.5 })
    expect(ratesAfter(scheduler, [3, 2, 2, 2, 2, 1])).toEqual([1, 1, 1, 0.5, 0.5, 0.5])
  })

  test('a value that is better by less than the threshold does not count', () => {
    const options = { patience: 0, factor: 0.5, threshold: 0.1 } as const
    expect(ratesAfter(new ReduceLROnPlateau(options), [1, 0.95])).toEqual([1, 0.5])
    expect(ratesAfter(new ReduceLROnPlateau({ ...options, threshold_mode: 'abs', mode: 'max' }), [1, 1.2])).toEqual([
      1, 1,
    ])
  })

  test('rests after a reduction, and never goes below min_lr', () => {
    const scheduler = new ReduceLROnPlateau({ patience: 0, factor: 0.1, cooldown: 1, min_lr: 0.05 })
    expect(ratesAfter(scheduler, [1, 1, 1, 1, 1, 1])).toEqual([1, 0.1, 0.1, 0.05, 0.05, 0.05])
  })

  test('looks at the validation loss unless told otherwise, and cannot step without it', () => {
    const scheduler = new ReduceLROnPlateau()
    expect(scheduler.monitor).toBe('learning_curve/val/loss_cls')
    scheduler.attach(attachedSGD())
    expect(() => scheduler.step()).toThrow('metric')
  })

  test('its state is JSON also before the first value', () => {
    const scheduler = new ReduceLROnPlateau({ patience: 0 })
    scheduler.attach(attachedSGD())
    scheduler.loadStateDict(JSON.parse(JSON.stringify(scheduler.stateDict())))
    scheduler.step(5)
    expect(scheduler.stateDict()).toMatchObject({ best: 5, num_bad_epochs: 0 })
  })

  test('a list of smallest learning rates has one for each group', () => {
    const scheduler = new ReduceLROnPlateau({ min_lr: [0.1, 0.2, 0.3] })
    expect(() => scheduler.attach(attachedSGD(1, 2))).toThrow(ConfigError)
  })
})

testAll(
  'ReduceLROnPlateau, as every scheduler',
  schedulerChecks(() => new ReduceLROnPlateau({ patience: 1, cooldown: 1 })),
)
