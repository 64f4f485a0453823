import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PendingResults } from '../../src/training/pending-results.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)
afterAll(() => tf.env().reset())

async function seenAfterEach(steps: number): Promise<number[]> {
  const seen: number[] = []
  const pending = new PendingResults((result) => void seen.push(result.loss_cls))
  const counts: number[] = []
  for (let step = 0; step < steps; step++) {
    const [loss_cls, preds] = [tf.scalar(step), tf.tensor1d([0], 'int32')]
    await pending.push({
      ...{ loss_cls, preds, y: Int32Array.of(0) },
      ...{ taskIds: Int32Array.of(1), explain: async () => '', epoch: 0, batchIdx: step, step },
    })
    // the caller's, also where they were not read yet
    tf.dispose([loss_cls, preds])
    counts.push(seen.length)
  }
  pending.discard()
  return counts
}

test('results are read at once, or after as many steps as a backend says that it may be ahead', async () => {
  expect(await seenAfterEach(3)).toEqual([1, 2, 3])
  tf.env().registerFlag('STEPS_AHEAD', () => 3)
  tf.env().set('STEPS_AHEAD', 3)
  const { numTensors } = tf.memory()
  expect(await seenAfterEach(4)).toEqual([0, 0, 3, 3])
  expect(tf.memory().numTensors).toBe(numTensors)
})
