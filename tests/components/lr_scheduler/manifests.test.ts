import { describe, expect, test } from 'vitest'
import { lrSchedulerManifests } from '../../../src/components/lr_scheduler/manifests.js'
import { fromPlain } from '../../../src/config/index.js'

/** What is wrong with this scheduler beside this optimizer: code and path. */
function problems(scheduler: Record<string, unknown>, optimizer = 'torch.optim.SGD'): [string, string][] {
  const node = fromPlain(scheduler)
  const root = fromPlain({ lr_scheduler: scheduler, optimizer: { _target_: optimizer } })
  const manifest = lrSchedulerManifests.find(({ target }) => target === scheduler._target_)
  return (manifest?.check?.(node, 'lr_scheduler', root) ?? []).map(({ code, path }) => [code, path])
}

const exponential = { _target_: 'torch.optim.lr_scheduler.ExponentialLR', gamma: 0.9 }
const plateau = { _target_: 'polyhead.lr_schedulers.ReduceLROnPlateau' }
const chain = { _target_: 'polyhead.lr_schedulers.ChainedScheduler', schedulers: [exponential] }

describe('what is checked of schedulers before a run', () => {
  test('OneCycleLR needs the length of its cycle', () => {
    const cycle = { _target_: 'polyhead.lr_schedulers.OneCycleLR', max_lr: 1 }
    expect(problems(cycle)).toEqual([['missing-value', 'lr_scheduler.total_steps']])
    expect(problems({ ...cycle, total_steps: null, epochs: 2 })).toHaveLength(1)
    expect(problems({ ...cycle, epochs: 2, steps_per_epoch: 3 })).toEqual([])
    expect(problems({ ...cycle, total_steps: 10 })).toEqual([])
    // Nothing is known of a reference before it is resolved.
    expect(problems({ ...cycle, total_steps: '${trainer.max_epochs}' })).toEqual([])
  })

  test('momentum is cycled only where there is one', () => {
    const cycle = { _target_: 'polyhead.lr_schedulers.CyclicLR', base_lr: 0.1, max_lr: 1 }
    expect(problems(cycle)).toEqual([])
    expect(problems(cycle, 'polyhead.optimizers.Adam')).toEqual([])
    expect(problems(cycle, 'torch.optim.Adagrad')).toEqual([['no-momentum-to-cycle', 'lr_scheduler.cycle_momentum']])
    expect(problems({ ...cycle, cycle_momentum: false }, 'torch.optim.Adagrad')).toEqual([])
  })

  test('a chain or sequence holds nothing that needs a metric', () => {
    expect(problems({ ...chain, schedulers: [exponential, plateau] })).toEqual([
      ['needs-metric', 'lr_scheduler.schedulers[1]'],
    ])
  })

  test('a sequence has one milestone fewer than schedulers, and chains only in front', () => {
    const sequence = { _target_: 'polyhead.lr_schedulers.SequentialLR', milestones: [3] }
    expect(problems({ ...sequence, schedulers: [chain, exponential] })).toEqual([])
    expect(problems({ ...sequence, schedulers: [exponential, chain] })).toEqual([
      ['composite-takes-over', 'lr_scheduler.schedulers[1]'],
    ])
    expect(problems({ ...sequence, schedulers: [exponential] })).toEqual([['wrong-length', 'lr_scheduler.milestones']])
  })
})
