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
