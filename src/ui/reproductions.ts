import type { WireReproduction } from '../browser/ui/wire.js'
import { type Comparison, comparable, compareRuns } from '../run/compare-runs.js'
import { ConfigError } from '../util/diagnostic.js'
import { locateRun } from './locate-run.js'
import { belowFolder } from './run-detail.js'
import type { RunStore } from './run-store.js'

/** Runs below the folder that reproduce one, and whether they came out the same: their files are compared. */
export function reproductionsOf(name: string, dir: string, store: RunStore): WireReproduction[] {
  const again = store.runs.filter(({ reproduces }) => reproduces !== null && belowFolder(store, reproduces) === name)
  return again.map((run) => {
    const comparison = run.status === 'done' ? compared(dir, locateRun(store, run.dir)) : undefined
    return {
      dir: run.dir,
      status: run.status,
      verdict: comparison?.verdict ?? null,
      maxDifference: comparison?.maxDifference ?? null,
    }
  })
}

function compared(first: string, second: string): Comparison | undefined {
  try {
    return compareRuns(comparable(first), second)
  } catch (error) {
    // Where files are gone, nothing can be said.
    if (error instanceof ConfigError) return undefined
    throw error
  }
}
