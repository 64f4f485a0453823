import { expect, test } from 'vitest'
import { notHereText } from '../../src/registry/not-here.js'

test.each([
  ['lightning.pytorch.callbacks.GradientAccumulationScheduler', 'trainer.accumulate_grad_batches'],
  ['pytorch_lightning.callbacks.stochastic_weight_avg.StochasticWeightAveraging', 'ModelCheckpoint'],
  ['lightning.pytorch.callbacks.EMAWeightAveraging', 'ModelCheckpoint'],
  ['lightning.pytorch.callbacks.LearningRateFinder', '-m optimizer.lr='],
  ['lightning.pytorch.callbacks.LambdaCallback', 'a callback of a plugin'],
])("%s is Lightning's, and what comes nearest is told", (target, nearest) => {
  expect(notHereText(target)).toContain(`'${target}' is known to Lightning, not here: nearest is`)
  expect(notHereText(target)).toContain(nearest)
})

test.each(['lightning.pytorch.callbacks.ModelCheckpoint', 'mine.LambdaCallback'])('%s is none of these', (target) => {
  expect(notHereText(target)).toBeUndefined()
})
