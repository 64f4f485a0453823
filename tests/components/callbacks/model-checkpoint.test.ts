import { mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ModelCheckpoint } from '../../../src/components/callbacks/model-checkpoint.js'
import type { Callback } from '../../../src/training/callback.js'
import type { TrainerState } from '../../../src/training/trainer-state.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()
}

class FailsAt implements Callback {
  readonly #step: number

  constructor(step: number) {
    this.#step = step
  }

  onTrainBatchEnd({ globalStep }: TrainerState): void {
    if (globalStep === this.#step) throw new Error('as it should')
  }
}

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

  test('save_last saves the epochs that are looked at', async () => {
    const checkpoint = new ModelCheckpoint({ monitor: null, save_last: true, every_n_epochs: 2 })
    expect((await runWith(checkpoint, [3, 4, 2, 5, 1])).saved).toEqual(['last', 'last'])
  })

  test('without a metric the newest weights are saved, and once where the last ones are asked for', async () => {
    const saved = async (checkpoint: ModelCheckpoint) => (await runWith(checkpoint, [3, 4, 2])).saved
    expect(await saved(new ModelCheckpoint({ monitor: null }))).toEqual(['last', 'last', 'last'])
    expect(await saved(new ModelCheckpoint({ monitor: null, save_last: true }))).toEqual(['last', 'last', 'last'])
    expect(await saved(new ModelCheckpoint({ monitor: null, every_n_epochs: 2 }))).toEqual(['last'])
    expect(await saved(new ModelCheckpoint({ monitor: null, save_top_k: 0 }))).toEqual([])
  })

  test('without a metric the newest are saved after so many steps, where the last ones are asked for, too', async () => {
    const every = (steps: number) =>
      new ModelCheckpoint({ monitor: null, save_last: true, every_n_train_steps: steps, save_on_exception: true })
    expect((await runWith(every(4), [3, 4, 2])).saved).toEqual(['last', 'last', 'last'])
    // an epoch has five: what is saved already is not saved again at its end
    expect((await runWith(every(5), [3, 4])).saved).toEqual(['last', 'last'])
  })

  test('an error saves the weights, but for those that are saved already', async () => {
    const saved = async (at: number) => {
      const checkpoint = new ModelCheckpoint({
        monitor: null,
        save_last: true,
        every_n_train_steps: 3,
        save_on_exception: true,
      })
      const names: string[] = []
      const fails = new FailsAt(at)
      await expect(runWith(checkpoint, [3, 4], {}, { fails }, names)).rejects.toThrow('as it should')
      return names
    }
    expect(await saved(2)).toEqual(['epoch=0-step=2'])
    expect(await saved(3)).toEqual(['last'])
    expect(await saved(4)).toEqual(['last', 'epoch=0-step=4'])
  })

  test('a second one has names of its own for its weights', async () => {
    const every = (n: number) => new ModelCheckpoint({ monitor: 'val/x', every_n_epochs: n, save_last: true })
    const { saved } = await runWith(every(1), [3, 2], {}, { second: every(2) })
    expect(saved).toEqual(['best', 'last', 'best', 'last', 'best-v1', 'last-v1'])
  })

  test('looks after each validation where an epoch has several', async () => {
    const options = { max_epochs: 1, val_check_interval: 2 }
    expect((await runWith(new ModelCheckpoint({ monitor: 'val/x' }), [3, 2], options)).saved).toEqual(['best', 'best'])
  })

  describe('with names of its own', () => {
    const folder = () => mkdtempSync(join(tmpdir(), 'polyhead-checkpoints-'))

    test('keeps the best so many, and removes what is no longer among them', async () => {
      const dirpath = folder()
      const checkpoint = new ModelCheckpoint({
        monitor: 'val/x',
        save_top_k: 2,
        dirpath,
        filename: '{epoch}-{val/x:.1f}',
      })
      const { saved } = await runWith(checkpoint, [3, 4, 2, 2.5, 5])
      expect(saved).toEqual(['best', 'best'])
      expect(filesIn(dirpath)).toEqual(['epoch=2-val/x=2.0.safetensors', 'epoch=3-val/x=2.5.safetensors'])
    })

    test('-1 keeps all, and a name that is taken gets a version', async () => {
      const dirpath = folder()
      const checkpoint = new ModelCheckpoint({
        monitor: 'val/x',
        save_top_k: -1,
        dirpath,
        filename: 'mine',
        save_last: true,
      })
      await runWith(checkpoint, [3, 4, 2])
      expect(filesIn(dirpath)).toEqual(['last', 'mine-v1', 'mine-v2', 'mine'].map((name) => `${name}.safetensors`))
    })

    test('without a metric keeps the newest', async () => {
      const dirpath = folder()
      await runWith(new ModelCheckpoint({ monitor: null, dirpath }), [3, 4, 2])
      expect(filesIn(dirpath)).toEqual(['epoch=2-step=15.safetensors'])
    })

    test('looks after steps, and waits for the metric where it is not there yet', async () => {
      const dirpath = folder()
      const options = { monitor: 'val/x', save_top_k: -1, every_n_train_steps: 2, dirpath }
      await runWith(new ModelCheckpoint(options), [3, 4])
      expect(filesIn(dirpath)).toEqual([
        'epoch=0-step=5.safetensors',
        'epoch=1-step=10.safetensors',
        'epoch=1-step=6.safetensors',
        'epoch=1-step=8.safetensors',
      ])
    })

    test('goes on after an interruption with the files that it had', async () => {
      const dirpath = folder()
      const options = { monitor: 'val/x', save_top_k: 1, dirpath, filename: '{epoch}-{val/x:.0f}' }
      const before = new ModelCheckpoint(options)
      await runWith(before, [3])
      const after = new ModelCheckpoint(options)
      after.loadStateDict(JSON.parse(JSON.stringify(before.stateDict())))
      await runWith(after, [9, 1])
      expect(filesIn(dirpath)).toEqual(['epoch=1-val/x=1.safetensors'])
    })
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
