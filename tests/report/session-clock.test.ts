import { expect, test } from 'vitest'
import { sessionClock } from '../../src/report/session-clock.js'

const resumedAt = (time: number) => ({
  ...{ at: new Date(time).toISOString(), after: 'running' as const, reason: null, step: 1 },
})

test('of a session that logged nothing the pause before it is taken off once', () => {
  const series = { name: 'loss', steps: [0, 1], epochs: [null, null], times: [10_000, 203_000], values: [1, 1] }
  const record = { started: new Date(0).toISOString(), resumes: [resumedAt(100_000), resumedAt(200_000)] }
  const clock = sessionClock(record, [series])
  expect(series.times.map(clock)).toEqual([10, 13])
  expect(clock(Number.NaN)).toBeNull()
})
