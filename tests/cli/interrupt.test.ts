import { setTimeout } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { interruptSignal } from '../../src/cli/interrupt.js'

test('a signal that comes while the process is busy is heard by what is armed then', async () => {
  // A terminal that is closed: nobody else here listens to that.
  expect(process.listenerCount('SIGHUP')).toBe(0)
  const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const { signal, arm, release } = interruptSignal({ armed: 'quietly' })
  try {
    process.kill(process.pid, 'SIGHUP')
    arm()
    await setTimeout(100)
    expect(signal.aborted).toBe(true)
    expect(write).toHaveBeenCalledWith(expect.stringContaining('stopping after this step'))
  } finally {
    release()
    write.mockRestore()
  }
})
