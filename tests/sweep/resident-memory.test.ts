import { execFileSync } from 'node:child_process'
import { expect, test, vi } from 'vitest'
import { CAN_SEE_MEMORY, residentMegabytes } from '../../src/sweep/launchers/resident-memory.js'

test.runIf(CAN_SEE_MEMORY)('the memory of a process is what ps says of it, and nothing once it is gone', async () => {
  // It may grow between the two looks.
  await vi.waitFor(
    async () => {
      const told = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(process.ppid)], { encoding: 'utf8' })) / 1024
      const found = await residentMegabytes(process.ppid)
      expect(found).toBeGreaterThan(told * 0.8)
      expect(found).toBeLessThan(told * 1.25)
    },
    { timeout: 30_000 },
  )
  expect(await residentMegabytes(2 ** 22 + 1)).toBe(0)
})
