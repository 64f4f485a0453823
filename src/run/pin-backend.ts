import { nativeProblem } from '../backends/find-native.js'
import { fromPlain } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { RunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'

const TARGETS: ReadonlyMap<unknown, string> = new Map([
  ['wasm', 'polyhead.backends.WASM'],
  ['native', 'polyhead.backends.Native'],
  ['webgpu', 'polyhead.backends.WebGPU'],
])

/**
 * The backend that a run computed on, with as many threads: `auto` may choose another one on another day.
 * @returns undefined where the backend is a plugin's, which only the config knows
 * @throws ConfigError where it cannot be had here
 */
export function pinBackend({ backend }: RunRecord): MapNode | undefined {
  const target = TARGETS.get(backend?.name)
  if (!backend || target === undefined) return undefined
  const problem = backend.name === 'native' ? nativeProblem() : undefined
  if (problem !== undefined) {
    throw new ConfigError({
      code: 'backend',
      path: 'backend',
      message: `the run computed on backend 'native', which cannot be used here: ${problem}`,
      hint: 'to compute on another one, add backend=wasm (and --tolerance 1e-3: other backends round otherwise)',
    })
  }
  return fromPlain({ _target_: target, threads: backend.threads ?? null }) as MapNode
}
