import { beforeAll, describe, expect, test } from 'vitest'
import { EarlyStopping } from '../../../src/components/callbacks/early-stopping.js'
import { ConfigError } from '../../../src/util/diagnostic.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

describe('EarlyStopping', () => {
  test.each([
    ['patience counts checks without improvement', { patience: 2 }, [5, 4, 4.5, 4.2, 1, 1], 4],
    ['an improvement starts it anew', { patience: 2 }, [5, 4, 4.5, 3, 3.5, 3.2, 1], 6],
    ['a smaller change than min_delta is none', { patience: 1, min_delta: 0.5 }, [5, 4.8, 1], 2],
    ['larger is better with mode max', { patience: 1, mode: 'max' as const }, [0.1, 0.5, 0.4, 0.9], 3],
    ['a value that is not finite ends it', {}, [5, Number.NaN, 1], 2],
    ['but not where that is allowed', { check_finite: false, patience: 9 }, [5, Number.NaN, 1], 3],
    ['good enough', { stopping_threshold: 2 }, [5, 2, 1.9, 1], 3],
    ['bad enough', { divergence_threshold: 10 }, [5, 10, 11, 1], 3],
    ['no patience at all', { patience: 0 }, [5, 6, 1], 2],
  ])('%s', async (_story, params, values, epochs) => {
    const course = await runWith(new EarlyStopping({ monitor: 'val/x', ...params }), values)
    expect(course.epochs).toBe(epochs)
    expect(course.status).toBe(epochs < values.length ? 'stopped' : 'completed')
  })

  test('says why', async () => {
    const { lines } = await runWith(new EarlyStopping({ monitor: 'val/x', patience: 1 }), [5, 6, 7])
    expect(lines).toContain('Early stopping: val/x did not improve in the last 1 checks; best 5')
  })

  test('a metric that nobody logs is an error that names those there are', async () => {
    const failure = await runWith(new EarlyStopping({ monitor: 'val/y' }), [1, 2]).catch((reason) => reason)
    expect(failure).toBeInstanceOf(ConfigError)
    expect(failure.diagnostics[0]).toMatchObject({
      path: 'callbacks.callback.monitor',
      message: "'val/y' is monitored, but was not logged",
      notes: ['logged so far: val/x'],
    })
    expect((await runWith(new EarlyStopping({ monitor: 'val/y', strict: false }), [1, 2])).epochs).toBe(2)
  })

  test('goes on from its saved state', async () => {
    const before = new EarlyStopping({ monitor: 'val/x', patience: 3 })
    await runWith(before, [5, 6, 6])
    const after = new EarlyStopping({ monitor: 'val/x', patience: 3 })
    after.loadStateDict(JSON.parse(JSON.stringify(before.stateDict())))
    expect((await runWith(after, [6, 1, 1])).epochs).toBe(1)
  })
})
