import { beforeAll, describe, expect, test } from 'vitest'
import { ModelCheckpoint } from '../../../src/components/callbacks/model-checkpoint.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

describe('ModelCheckpoint', () => {
  test('saves the best weights, and only when they are better', async () => {
    const checkpoint = new ModelCheckpoint({ monitor: 'val/x', verbose: true })
    const { saved, lines } = await runWith(checkpoint, [3, 4, 2, 2, 5])
    expect(saved).toEqual(['best', 'best'])
    expect(lines).toEqual(['Saved checkpoint best: val/x 3 in epoch 1', 'Saved checkpoint best: val/x 2 in epoch 3'])
    expect(checkpoint.bestScore).toBe(2)
  })

  test('larger is better with mode max', async () => {
    expect((await runWith(new ModelCheckpoint({ monitor: 'val/x', mode: 'max' }), [3, 4, 2, 5])).saved).toHaveLength(3)
  })

  test('save_last saves each epoch; monitor null saves nothing else', async () => {
    const checkpoint = new ModelCheckpoint({ monitor: null, save_last: true, every_n_epochs: 2 })
    expect((await runWith(checkpoint, [3, 4, 2, 5, 1])).saved).toEqual(['last', 'last'])
  })

  test('looks after each validation where an epoch has several', async () => {
    const options = { max_epochs: 1, val_check_interval: 2 }
    expect((await runWith(new ModelCheckpoint({ monitor: 'val/x' }), [3, 2], options)).saved).toEqual(['best', 'best'])
  })

  test('goes on from its saved state', async () => {
    const before = new ModelCheckpoint({ monitor: 'val/x' })
    await runWith(before, [1])
    const after = new ModelCheckpoint({ monitor: 'val/x' })
    after.loadStateDict(JSON.parse(JSON.stringify(before.stateDict())))
    expect((await runWith(after, [2, 0.5])).saved).toEqual(['best'])
  })

  test('a metric that nobody logs is an error at the path that the config has it under', async () => {
    const failure = await runWith(new ModelCheckpoint({ monitor: 'val/y' }), [1, 2]).catch((reason) => reason)
    expect(failure.diagnostics).toMatchObject([{ code: 'unknown-metric', path: 'callbacks.callback.monitor' }])
  })
})
