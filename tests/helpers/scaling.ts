import { expect } from 'vitest'

/** Milliseconds that are too few to be compared. */
const AT_ONCE = 20
/** What is done again has the least time of these: others that keep the machine busy make it longer, never shorter. */
const TRIES = 5

/** The least ratio of so many turns counts. */
const TURNS = 3

/** What takes no time is asked for up to so many times as much: squares take 64 times as long. */
const LARGEST = 8

/**
 * Twice as much takes about twice as long, in this process's own time: what grows with the square takes four times as
 * long.
 * @param n how much, or more where so much takes no time
 * @param make what is done with so much, without what it is done to, which is made anew for each try
 */
export function expectLinear(n: number, make: (n: number) => () => void): void {
  for (let size = n; size <= LARGEST * n; size *= 2) {
    if (timeOf(make(2 * size)) < AT_ONCE) continue
    // Garbage that is collected in one of the two makes a ratio large by chance, and not each time.
    let ratio = Number.POSITIVE_INFINITY
    for (let turn = 0; turn < TURNS && ratio >= 3; turn++) {
      ratio = Math.min(ratio, leastOf(() => make(2 * size)) / leastOf(() => make(size)))
    }
    expect(ratio).toBeLessThan(3)
    return
  }
}

/** Processor time of this process, in ms: what else a machine does is not measured. */
export function leastTime(action: () => void): number {
  return leastOf(() => action)
}

function leastOf(make: () => () => void): number {
  return Math.min(...Array.from({ length: TRIES }, () => timeOf(make())))
}

function timeOf(action: () => void): number {
  const began = process.cpuUsage()
  action()
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}
