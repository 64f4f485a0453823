import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesOfSearch } from '../../src/sweep/additions.js'

/** The additions of a ledger to which these were added one after the other. */
function ledgerOf(adds: readonly (readonly string[])[]): string[][] {
  const ledger: string[][] = []
  for (const add of adds) ledger.push(...changesOfSearch(add, ledger))
  return ledger
}

const limit = fc
  .tuple(fc.constantFrom('timeout', 'memory', 'env.A', 'n_jobs'), fc.nat(3))
  .map(([key, value]) => [`hydra.launcher.${key}=${value}`])

test('a search whose limits are raised time and again has a part for each time, and the last has all of them', () => {
  fc.assert(
    fc.property(fc.array(limit, { minLength: 1, maxLength: 12 }), (adds) => {
      const ledger = ledgerOf(adds)
      expect(ledger).toHaveLength(adds.length)
      const said = new Map(adds.flat().map((text) => [text.split('=')[0], text]))
      expect([...(ledger.at(-1) as string[])].sort()).toEqual([...said.values()].sort())
    }),
    { numRuns: 30 },
  )
})

test('trials that were added are one part more for each limit', () => {
  const trials = ['hydra.sweeper.n_trials=10']
  fc.assert(
    fc.property(fc.array(limit, { maxLength: 8 }), fc.array(limit, { maxLength: 8 }), (before, after) => {
      const ledger = ledgerOf([...before, trials, ...after])
      expect(ledger).toHaveLength(before.length + 1 + 2 * after.length)
      expect(ledger.at(-1)).toContain(trials[0])
    }),
    { numRuns: 30 },
  )
})

test('what was drawn before an addition of a search is run as the addition says, too', () => {
  const [few, more] = [['hydra.sweeper.n_trials=2'], ['hydra.sweeper.n_trials=4', 'x=interval(1,2)']]
  const timeout = ['hydra.launcher.timeout=9']
  expect(ledgerOf([few, more, timeout])).toEqual([few, more, timeout, [...few, ...timeout], [...more, ...timeout]])
  // The same twice: what was said last is the search that goes on.
  expect(ledgerOf([few, more, few, timeout]).at(-1)).toEqual([...few, 'x=interval(1,2)', ...timeout])
})
