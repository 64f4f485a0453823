import { beforeAll, describe, expect, test, vi } from 'vitest'
import { Timer } from '../../../src/components/callbacks/timer.js'
import type { Callback } from '../../../src/training/callback.js'
import type { TrainerState } from '../../../src/training/trainer-state.js'
import { startBackend } from '../../helpers/backend.js'
import { runWith } from './run-with.js'

beforeAll(startBackend)

/** A timer whose clock shows as many seconds as batches were trained. */
function counted(timer: Timer): Callback {
  let batches = 0
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => 1000 * batches)
  const tick = timer.onTrainBatchEnd.bind(timer)
  timer.onTrainBatchEnd = (trainer) => {
    batches++
    tick(trainer)
  }
  const end = () => clock.mockRestore()
  return Object.assign(timer, { onFitEnd: end })
}

describe('Timer', () => {
  test.each([
    ['00:00:00:04', 1],
    [{ seconds: 7 }, 2],
    [{ minutes: 1 }, 3],
    [null, 3],
  ])('after %j ends training in the middle of an epoch', async (duration, epochs) => {
    const { epochs: done, lines } = await runWith(counted(new Timer({ duration })), [1, 1, 1])
    expect(done).toBe(epochs)
    expect(lines.some((line) => line.includes('is over'))).toBe(epochs < 3)
  })

  test('looks after epochs alone where asked to, and says nothing', async () => {
    const timer = new Timer({ duration: { seconds: 6 }, interval: 'epoch', verbose: false })
    let endedAfter: number | undefined
    const onTrainEnd = (trainer: TrainerState) => {
      endedAfter = trainer.timedOutAfter
    }
    const { epochs, lines } = await runWith(Object.assign(counted(timer), { onTrainEnd }), [1, 1, 1])
    expect([epochs, lines, endedAfter]).toEqual([2, [], 10])
  })

  test('does not end training before its least epochs and steps', async () => {
    expect((await runWith(new Timer({ duration: '00:00:00:00' }), [1, 1, 1], { min_epochs: 2 })).epochs).toBe(2)
    expect((await runWith(new Timer({ duration: '00:00:00:00' }), [1, 1, 1], { min_steps: 7 })).epochs).toBe(2)
    expect((await runWith(new Timer({ duration: '00:00:00:00' }), [1, 1, 1])).epochs).toBe(0)
  })
})
