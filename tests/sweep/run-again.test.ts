import { expect, test } from 'vitest'
import { EndedWorker } from '../../src/sweep/launchers/ended-worker.js'
import { LostWorker } from '../../src/sweep/launchers/lost-worker.js'
import { MOST_ENDED, RunAgain } from '../../src/sweep/run-again.js'

test('a process that was told to end uses up no retry, but not without end', () => {
  const again = new RunAgain(1)
  const ended = Array.from({ length: MOST_ENDED + 1 }, () => again.after(new EndedWorker('told to end')))
  expect([ended.indexOf(false), again.wait]).toEqual([MOST_ENDED, 250])
  expect(again.after(new LostWorker('killed'))).toBe(true)
  expect([again.after(new LostWorker('killed')), again.wait]).toEqual([false, 500])
})

test('what a job itself has thrown is not tried again', () => {
  expect(new RunAgain(5).after(new Error('it broke'))).toBe(false)
  expect(new RunAgain().after(new LostWorker('killed'))).toBe(false)
})
