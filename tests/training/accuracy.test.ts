import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accuracy } from '../../src/training/accuracy.js'
import { RunningMean } from '../../src/training/metric.js'
import { TaskMeans } from '../../src/training/task-means.js'

test('of one task: right rows by rows', () => {
  expect(accuracy(Int32Array.of(0, 1, 2), Int32Array.of(0, 1, 1), 4)).toBe(2 / 3)
})

test('of mixed tasks: the mean over the tasks present', () => {
  const preds = Int32Array.of(1, 1, 0, 2)
  expect(accuracy(preds, Int32Array.of(1, 0, 0, 2), Int32Array.of(1, 1, 1, 5))).toBe((2 / 3 + 1) / 2)
})

test('as many right rows of as many are the same number, however they came in batches, and torch’s', () => {
  const rowsOf = fc.array(fc.boolean(), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(rowsOf, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (rows, sizes) => {
      const mean = new RunningMean()
      for (let first = 0, i = 0; first < rows.length; i++) {
        const batch = rows.slice(first, first + (sizes[i % sizes.length] as number))
        const y = new Int32Array(batch.length).fill(1)
        mean.update(accuracy(Int32Array.from(batch, Number), y, 1), batch.length)
        first += batch.length
      }
      expect(mean.compute()).toBe(Math.fround(rows.filter(Boolean).length / rows.length))
    }),
  )
})

test('a task whose rows all weigh nothing has mean 0, and does not vanish', () => {
  const means = new TaskMeans([1, 2])
  means.update(1, 0, 0)
  means.update(2, 0.5, 3)
  expect([...means.compute()]).toEqual([
    [1, 0],
    [2, 0.5],
  ])
  expect(means.average()).toBe(0.25)
})

test('an average leaves out tasks that have no rows, and is null where none has', () => {
  const means = new TaskMeans([1, 2, 3])
  expect(means.average()).toBeNull()
  means.update(1, 0.25, 4)
  means.update(3, 0.75, 1)
  expect(means.average()).toBe(0.5)
  expect([...means.compute()]).toEqual([
    [1, 0.25],
    [3, 0.75],
  ])
})
