import { readFileSync } from 'node:fs'
import { type Config, composeOver, openRepository, type Repository } from '../compose/index.js'
import { loadYaml } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import { runLayout } from '../rundir/layout.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

export interface SavedConfigOptions {
  cwd: string
  /** Changes of the saved config. */
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. Default: nowhere. */
  repository?: Repository
}

/**
 * The config of a run directory, under a hydra node of its own. The run's overrides are in it already.
 * @throws ConfigError where there is none, or an override is at fault
 */
export function savedConfig(dir: string, { cwd, overrides = [], repository }: SavedConfigOptions): Config {
  return composeOver(readSavedRoot(runLayout(dir).resolvedConfig, cwd), {
    repository: repository ?? openRepository([]),
    overrides,
  })
}

/** The map in a saved YAML file. @throws ConfigError where it cannot be read, or holds something else */
export function readSavedRoot(file: string, cwd: string): MapNode {
  const root = loadYaml(readText(file), { file: shownPath(file, cwd) })
  if (root.kind === 'map') return root
  throw new ConfigError({ code: 'not-a-config', path: '', message: `'${file}' holds no config` })
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new ConfigError(
      { code: 'not-a-run', path: '', message: `cannot read '${file}': ${(error as Error).message}` },
      { cause: error },
    )
  }
}
