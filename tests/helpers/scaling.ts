import { expect } from 'vitest'

/** Milliseconds that are too few to be compared. */
const AT_ONCE = 20
/** What is done again has the least time of these: others that keep the machine busy make it longer, never shorter. */
const TRIES = 5

/**
 * Twice as much takes about twice as long, in this process's own time: what grows with the square takes four times as
 * long.
 * @param make what is done with so much, without what it is done to
 */
export function expectLinear(n: number, make: (n: number) => () => void): void {
  const double = leastTime(make(2 * n))
  if (double < AT_ONCE) return
  expect(double / leastTime(make(n))).toBeLessThan(3)
}

/** Processor time of this process, in ms: what else a machine does is not measured. */
export function leastTime(action: () => void): number {
  const times = Array.from({ length: TRIES }, () => {
    const began = process.cpuUsage()
    action()
    const { user, system } = process.cpuUsage(began)
    return (user + system) / 1000
  })
  return Math.min(...times)
}
