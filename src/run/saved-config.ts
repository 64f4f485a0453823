import { type Config, composeOver, openRepository, type Repository } from '../compose/index.js'
import { loadYaml } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Registry } from '../registry/registry.js'
import { runLayout } from '../rundir/layout.js'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

export interface SavedConfigOptions {
  cwd: string
  /** Changes of the saved config. */
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. Default: nowhere. */
  repository?: Repository
  /** Where resolvers beside the built-in ones are found. Default: nowhere. */
  registry?: Pick<Registry, 'resolvers'> | undefined
}

/**
 * The config of a run directory, under a hydra node of its own. The run's overrides are in it already.
 * @throws ConfigError where there is none, or an override is at fault
 */
export function savedConfig(dir: string, { cwd, overrides = [], repository, registry }: SavedConfigOptions): Config {
  return composeOver(readSavedRoot(dir, runLayout(dir).resolvedConfig, cwd), {
    repository: repository ?? openRepository([]),
    overrides,
    resolvers: registry?.resolvers,
  })
}

/**
 * The map in a saved YAML file of a run's directory. @throws ConfigError where it cannot be read, or holds something
 * else
 */
export function readSavedRoot(dir: string, file: string, cwd: string): MapNode {
  const text = readRunFile(dir, file, LARGEST.record).toString('utf8')
  const root = loadYaml(text, { file: shownPath(file, cwd) })
  if (root.kind === 'map') return root
  throw new ConfigError({ code: 'not-a-config', path: '', message: `'${file}' holds no config` })
}
