import { expect, test } from 'vitest'
import { EarlyStopping } from '../../src/components/callbacks/early-stopping.js'
import { CSVLogger } from '../../src/components/loggers/csv-logger.js'
import { Accuracy } from '../../src/components/metrics/accuracy.js'
import { restoreState } from '../../src/training/restore-state.js'

const parts = {
  'callbacks.early_stopping': () => new EarlyStopping(),
  'metrics.accuracy': () => new Accuracy(),
  'loggers.csv_logger': () => new CSVLogger({ save_dir: '/nowhere' }),
}

/** Every value in a state, replaced by each value of another kind. */
function* variants(state: unknown): Generator<unknown> {
  for (const other of ['text', 7, true, [], {}, [[]]]) {
    if (typeof other !== typeof state || Array.isArray(other) !== Array.isArray(state)) yield other
  }
  if (typeof state !== 'object' || state === null) return
  for (const [key, value] of Object.entries(state)) {
    for (const other of variants(value)) {
      yield Array.isArray(state)
        ? state.map((item, i) => (String(i) === key ? other : item))
        : { ...state, [key]: other }
    }
    if (Array.isArray(state)) continue
    const { [key]: _, ...rest } = state as Record<string, unknown>
    yield rest
  }
}

test.each(Object.entries(parts))('%s takes its own state, and refuses every other kind by name', (name, make) => {
  const state = make().stateDict()
  restoreState(name, make(), state)
  const all = [...variants(state)]
  expect(all.length).toBeGreaterThan(10)
  for (const other of all) {
    expect(() => restoreState(name, make(), other), JSON.stringify(other)).toThrow(
      new RegExp(`^the checkpoint's state is damaged: ${name}`),
    )
  }
})

test('what a part throws at a state is the checkpoint’s fault, and keeps its cause', () => {
  const thrown = new TypeError('x is not iterable')
  const part = {
    loadStateDict: () => {
      throw thrown
    },
  }
  expect(() => restoreState('callbacks.own', part, {})).toThrow(
    expect.objectContaining({
      message: "the checkpoint's state is damaged: callbacks.own: x is not iterable",
      cause: thrown,
    }),
  )
})
