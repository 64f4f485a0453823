import { join } from 'node:path'
import type { RepositoryEntry } from '../compose/index.js'
import { packageRoot } from '../util/package-root.js'

/**
 * The config tree that comes with polyhead: its primary config `config`, the options of every group, and the group
 * `experiment`. They are asked after all other folders of a search path.
 *
 * @example
 * ```ts
 * const config = compose<PolyheadConfig>({ configDir: builtinConfigs, configName: 'config', overrides:
 * ['optimizer=adam'] }) await run(config) ```
 */
export const builtinConfigs: readonly RepositoryEntry[] = [
  { dir: join(packageRoot, 'configs'), provider: 'polyhead', fallback: true },
  { dir: join(packageRoot, 'experiments'), mount: 'experiment', provider: 'polyhead', fallback: true },
]
