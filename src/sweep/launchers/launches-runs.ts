import type { Config } from '../../compose/index.js'
import { entryAt } from '../../config/key-path.js'

/** Names of launchers that are for sweeps alone: Hydra's own, which single runs do without there too. */
const FOR_SWEEPS = /^(?:hydra[._]|polyhead\.launchers\.BasicLauncher$)/

/** Whether a config's launcher does single runs too. */
export function launchesRuns({ hydra }: Config): boolean {
  const target = entryAt(hydra, 'launcher', '_target_')
  return target?.kind === 'string' && !FOR_SWEEPS.test(target.value)
}
