import { expect, test } from 'vitest'
import { checkOptions } from '../../src/components/check-options.js'
import { Adam, AdamW, Rprop, SGD } from '../../src/index.js'

test.each([
  ['trainer/trainer', { val_check_interval: 0 }, 'trainer.val_check_interval must be an integer ≥ 1'],
  ['trainer/trainer', { val_check_interval: { fraction: 1.5 } }, 'or null, not 1.5'],
  ['trainer/trainer', { terminate_on_nan: 'yes' }, "trainer.terminate_on_nan must be true or false or null, not 'yes'"],
  ['optimizer/adam', { lr: Number.NaN }, 'lr must be a number ≥ 0, not NaN'],
  ['optimizer/adam', { betas: [0.9] }, 'betas must be a list of numbers ≥ 0 and < 1, 2 in all, not [0.9]'],
  ['optimizer/rprop', { etas: [1.5, 1.2] }, 'etas must be a list of values, 2 in all, not [1.5, 1.2]'],
  ['optimizer/sgd', { fused: true }, 'fused must be one of false, null, not true'],
])('%s refuses %j', (schema, given, message) => {
  expect(() => checkOptions(schema, schema.split('/')[0] as string, given)).toThrow(message)
})

test.each([
  ['trainer/trainer', { limit_val_batches: { fraction: 1 }, val_check_interval: 0.5, max_epochs: null }],
  ['trainer/trainer', { fast_dev_run: true, limit_train_batches: 7, generator: {} }],
  ['optimizer/rprop', { etas: [0.5, 1.2], lr: 0, param_groups: { heads: null } }],
])('%s takes %j', (schema, given) => {
  expect(() => checkOptions(schema, schema, given)).not.toThrow()
})

test('a group is checked as the rest is, and a subclass by the schema of its base', () => {
  const heads = { momentum: -1 }
  expect(() => new SGD({ param_groups: { heads } })).toThrow(
    'optimizer.param_groups.heads.momentum must be a number ≥ 0',
  )
  expect(() => new AdamW({ betas: [0.9, 1] })).toThrow('optimizer.betas')
  class Mine extends Adam {
    constructor(lr: number) {
      super({ lr }, 'Mine')
    }
  }
  expect(() => new Mine(-1)).toThrow('optimizer.lr must be a number ≥ 0, not -1')
  expect(new Mine(1).name).toBe('Mine')
  expect(new Rprop().name).toBe('Rprop')
})
