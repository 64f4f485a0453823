import { describe, test } from 'vitest'
import type { Check } from '../../src/testing/index.js'

/** A test for each check. */
export function testAll(name: string, checks: readonly Check[]): void {
  describe(name, () => {
    for (const check of checks) test(check.name, check.run)
  })
}
