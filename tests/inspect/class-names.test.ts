import { expect, test } from 'vitest'
import { builtinRegistry } from '../../src/components/manifests.js'
import { namedAlike } from '../../src/inspect/class-names.js'

test.each([
  ['my.package.CSVLogger', 'polyhead.loggers.CSVLogger'],
  ['timm.optim.Adam', 'polyhead.optimizers.Adam'],
  ['theirs.RMSProp', 'polyhead.optimizers.RMSprop'],
  ['theirs.optim.RMSpropTF', 'polyhead.optimizers.RMSprop'],
  ['theirs.AdamOptimizer', 'polyhead.optimizers.Adam'],
  ['theirs.TheirMLflowLogger', 'polyhead.loggers.MLFlowLogger'],
  ['theirs.ModelCheckpointAtEpochEnd', 'polyhead.callbacks.ModelCheckpoint'],
  ['theirs.MyMLP', 'polyhead.backbones.MLP'],
])('a class of another program is perhaps a component that it is called after: %s', (target, own) => {
  const { target: found } = builtinRegistry.find(namedAlike(target, builtinRegistry.names()) as string) ?? {}
  expect(found).toBe(own)
})

test.each([
  ...['gymnasium.make', 'theirs.ConstantVelocityAgent', 'theirs.worker_sequential.Sequential', 'theirs.Config'],
  ...['theirs.TraceConfig', 'theirs.MLPlanner', 'theirs.CombinedLoss', 'theirs.StaticMap', 'theirs.Model'],
])('and none that is spelled similarly: %s', (target) => {
  expect(namedAlike(target, builtinRegistry.names())).toBeUndefined()
})
