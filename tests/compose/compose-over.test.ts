import { join } from 'node:path'
import { expect, test } from 'vitest'
import { composeOver, openRepository } from '../../src/compose/index.js'
import { loadYaml, type MapNode, toPlain } from '../../src/config/index.js'
import { ConfigError } from '../../src/util/diagnostic.js'
import { packageRoot } from '../../src/util/package-root.js'

const repository = openRepository(join(packageRoot, 'configs'))
const saved = loadYaml(
  'optimizer: {_target_: polyhead.optimizers.SGD, lr: 0.2, momentum: 0.9}\nlr_scheduler: null\nseed: 3\n',
) as MapNode
const over = (...overrides: string[]) => composeOver(saved, { repository, overrides })

test('without overrides the config is what it was', () => {
  expect(toPlain(over().root)).toEqual(toPlain(saved))
})

test('values change, and are known as the overrides of the new job', () => {
  const config = over('optimizer.lr=0.1', '~optimizer.momentum', 'hydra.run.dir=out')
  expect(toPlain(config.root)).toEqual({
    optimizer: { _target_: 'polyhead.optimizers.SGD', lr: 0.1 },
    lr_scheduler: null,
    seed: 3,
  })
  expect(config.get('hydra.overrides.task')).toEqual(['optimizer.lr=0.1', '~optimizer.momentum'])
  expect(config.get('hydra.run.dir')).toBe('out')
})

test("an option takes the place of the group's saved values, before values are changed", () => {
  const config = over('optimizer.lr=0.5', 'optimizer=adam', 'lr_scheduler=step_lr')
  expect(config.get('optimizer._target_')).toBe('polyhead.optimizers.Adam')
  expect(config.get('optimizer.lr')).toBe(0.5)
  expect(config.get('optimizer.momentum')).toBeUndefined()
  expect(config.get('lr_scheduler._target_')).toBe('polyhead.lr_schedulers.StepLR')
})

test('an option with a package takes the place of what is there alone, and is deleted there alone', () => {
  const callbacks = loadYaml('callbacks: {bar: {_target_: Bar}, stop: {_target_: Stop}}\n') as MapNode
  const change = (override: string) => {
    const { callbacks: changed } = toPlain(composeOver(callbacks, { repository, overrides: [override] }).root) as {
      callbacks: Record<string, { _target_: string }>
    }
    return Object.entries(changed).map(([name, { _target_ }]) => `${name} ${_target_}`)
  }
  const stopping = 'stop polyhead.callbacks.EarlyStopping'
  expect(change('callbacks@callbacks.stop=early_stopping')).toEqual(['bar Bar', stopping])
  expect(change('+callbacks@callbacks.other=early_stopping')).toEqual([
    'bar Bar',
    'stop Stop',
    'other polyhead.callbacks.EarlyStopping',
  ])
  expect(change('~callbacks@callbacks.stop')).toEqual(['bar Bar'])
})

test('an option whose file names a package takes the place of what is there alone', () => {
  const algorithm = loadYaml(
    'algorithm: {_target_: polyhead.algorithms.JointLearning, weighting: {_target_: polyhead.weightings.CAGrad, c: 1}}\n',
  ) as MapNode
  const config = composeOver(algorithm, { repository, overrides: ['weighting=pcgrad'] })
  expect(toPlain(config.root)).toEqual({
    algorithm: {
      _target_: 'polyhead.algorithms.JointLearning',
      weighting: { _target_: 'polyhead.weightings.PCGrad' },
    },
  })
})

test.each([
  ['optimizer=adamm', 'optimizer'],
  ['optimizer.lrr=1', 'optimizer.lrr'],
])('%s is refused at its place', (text, path) => {
  let error: unknown
  try {
    over(text)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(ConfigError)
  expect((error as ConfigError).diagnostics[0]).toMatchObject({ path, source: { kind: 'override', text } })
})
