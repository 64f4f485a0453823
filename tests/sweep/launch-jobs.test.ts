import { expect, test } from 'vitest'
import { stoppedBy } from '../../src/sweep/launch-jobs.js'
import { LostWorker } from '../../src/sweep/launchers/lost-worker.js'
import { Interrupted } from '../../src/util/interrupted.js'

test('a process that Ctrl-C ends while it starts was stopped, and has not failed', () => {
  const lost = new LostWorker('its process was ended by SIGINT')
  expect(stoppedBy(lost, AbortSignal.abort())).toBeInstanceOf(Interrupted)
  expect(stoppedBy(lost, new AbortController().signal)).toBeUndefined()
  expect(stoppedBy(new Error('it broke'), AbortSignal.abort())).toBeUndefined()
})
