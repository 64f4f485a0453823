import fc from 'fast-check'
import { expect, test } from 'vitest'
import { didYouMean, editDistance, nearest } from '../../src/util/suggest.js'

test('the distance counts letters that are put in, left out, changed, or in each other’s place', () => {
  expect(editDistance('', '')).toBe(0)
  expect(editDistance('lr', 'lrr')).toBe(1)
  expect(editDistance('betsa', 'betas')).toBe(1)
  expect(editDistance('kitten', 'sitting')).toBe(3)
})

test('the distance is a distance', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a))
      expect(editDistance(a, a)).toBe(0)
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
    }),
  )
})

test.each([
  ['mae', ['cross_entropy', 'binary_cross_entropy', 'mse', 'l1', 'huber'], 'l1'],
  ['L1Loss', ['cross_entropy', 'mse', 'l1', 'huber'], 'l1'],
  ['mean_absolute_error', ['mse', 'l1', 'huber'], 'l1'],
  ['l2', ['mse', 'l1', 'huber'], 'mse'],
  ['MSELoss', ['cross_entropy', 'mse', 'l1'], 'mse'],
  ['smooth_l1', ['mse', 'l1', 'huber'], 'huber'],
  ['ce', ['cross_entropy', 'binary_cross_entropy'], 'cross_entropy'],
  ['bce', ['cross_entropy', 'binary_cross_entropy'], 'binary_cross_entropy'],
  ['BCEWithLogitsLoss', ['cross_entropy', 'binary_cross_entropy'], 'binary_cross_entropy'],
  ['l1', ['mae', 'rmse', 'r2'], 'mae'],
  ['auc', ['accuracy', 'auroc', 'f1'], 'auroc'],
  ['uw', ['mean', 'uncertainty', 'upgrad'], 'uncertainty'],
  ['gls', ['mean', 'rlw', 'geometric_mean'], 'geometric_mean'],
  ['gem', ['mean', 'dual_proj'], 'dual_proj'],
])('another name of the same thing, %s, is nearer than one that is spelt alike', (typed, candidates, meant) => {
  expect(nearest(typed, candidates)).toBe(meant)
})

test('the nearest is what was meant, or nothing', () => {
  const keys = ['lr', 'betas', 'batch_size', 'weight_decay']
  expect(nearest('beta', keys)).toBe('betas')
  expect(nearest('Weight_Decay', keys)).toBe('weight_decay')
  expect(nearest('size_batch', keys)).toBe('batch_size')
  expect(nearest('learning_rate', keys)).toBe('lr')
  expect(nearest('xyzzy', keys)).toBeUndefined()
  expect(didYouMean('lrr', keys)).toBe("did you mean 'lr'?")
  expect(didYouMean('', keys)).toBeUndefined()
})
