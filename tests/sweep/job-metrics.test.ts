import { expect, test } from 'vitest'
import { metricsOf } from '../../src/sweep/job-document.js'

test('what a job gives back counts where it is a number, on its own or among other values', () => {
  expect(metricsOf({ value: 0.5 })).toEqual({ value: 0.5 })
  expect(metricsOf({ value: { acc: 0.5, loss: Number.NaN, name: 'a' } })).toEqual({ acc: 0.5 })
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, 'a', null, undefined])
    expect(metricsOf({ value })).toEqual({})
})
