import { expect, test } from 'vitest'
import type { Algorithm } from '../../src/training/algorithm.js'
import { type Callback, Hooks } from '../../src/training/callback.js'
import type { TrainerState } from '../../src/training/trainer-state.js'

const [trainer, algorithm] = [{} as TrainerState, {} as Algorithm]

test('hooks run in order, those that monitor a metric last, and asynchronous ones are waited for', async () => {
  const seen: string[] = []
  const watcher: Callback = { monitor: 'x', onTrainEpochEnd: () => void seen.push('watcher') }
  const slow: Callback = {
    onTrainEpochEnd: async () => {
      await new Promise((resolve) => setImmediate(resolve))
      seen.push('slow')
    },
  }
  class Plain implements Callback {
    readonly name = 'plain'
    onTrainEpochEnd(): void {
      seen.push(this.name)
    }
  }
  const hooks = new Hooks([watcher, slow, new Plain()])
  await hooks.call('onTrainEpochEnd', trainer, algorithm)
  expect(seen).toEqual(['slow', 'plain', 'watcher'])
  expect(hooks.has('onTrainEpochEnd')).toBe(true)
  expect(hooks.has('onFitEnd')).toBe(false)
})
