import type { Call } from './kernel.js'

/** Calls on whose results one of these depends. */
export function neededCalls(calls: readonly Call[], results: readonly number[]): Call[] {
  const wanted = new Set(results)
  const needed: Call[] = []
  for (const call of calls.toReversed()) {
    if (!call.results.some((_, i) => wanted.has(call.first + i))) continue
    needed.push(call)
    for (const { result } of Object.values(call.inputs)) if (result !== undefined) wanted.add(result)
  }
  return needed.reverse()
}
