import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createConfig } from '../compose/config.js'
import { type Config, composeOver, openRepository, type Repository, withHydra } from '../compose/index.js'
import { loadYaml, update } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { takesKey } from '../inspect/takes-key.js'
import type { Registry } from '../registry/registry.js'
import { runLayout } from '../rundir/layout.js'
import { LARGEST, readRunFile } from '../rundir/run-file.js'
import { readRunRecord } from '../rundir/run-record.js'
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

export interface SavedConfigOptions {
  cwd: string
  /** Where options of groups are looked up that an override names. Default: nowhere. */
  repository?: Repository
  /** Where resolvers beside the built-in ones are found, and which keys are of any use. Default: nowhere. */
  registry?: Registry | undefined
}

/** A config that was saved, read once: with these changes. @throws ConfigError where an override is at fault */
export type SavedConfig = (overrides?: readonly string[]) => Config

/**
 * The config of a run directory, under a hydra node of its own, with the variables that the run was given. The run's
 * overrides are in it already.
 * @throws ConfigError where there is none
 */
export function savedConfig(dir: string, { cwd, repository, registry }: SavedConfigOptions): SavedConfig {
  const root = readSavedRoot(dir, runLayout(dir).resolvedConfig, cwd)
  const folder = hydraFolder(dir)
  const hydra = folder === null ? undefined : readSavedHydra(dir, folder, cwd)
  return (overrides = []) => {
    const config = composeOver(root, {
      repository: repository ?? openRepository([]),
      overrides,
      resolvers: registry?.resolvers,
      takes: registry && ((root, key) => takesKey(root, key, registry)),
    })
    return hydra ? withSavedVariables(config, hydra) : config
  }
}

/** Where a run's hydra node was saved, by its record: `hydra.output_subdir` may name any folder, or none. */
export function hydraFolder(dir: string): string | null {
  const { hydraFolder: folder = '.hydra' } = readRunRecord(dir)
  return folder === null ? null : join(dir, folder)
}

/**
 * The hydra node that a job was run with.
 * @param folder of Hydra's files, in the job's directory
 * @returns undefined where none was saved
 */
export function readSavedHydra(dir: string, folder: string, cwd: string): Node | undefined {
  const file = join(folder, 'hydra.yaml')
  return existsSync(file) ? entryAt(readSavedRoot(dir, file, cwd), 'hydra') : undefined
}

/** The variables that a job was given are those of whoever has it again; overrides add to them. */
export function withSavedVariables(config: Config, hydra: Node): Config {
  const before = entryAt(hydra, 'job', 'env_set')
  if (before === undefined || (before.kind === 'map' && before.entries.size === 0)) return config
  const found = entryAt(config.hydra, 'job', 'env_set')
  const own = found?.kind === 'map' ? found.entries : new Map()
  const saved = before.kind === 'map' ? before.entries : new Map()
  const both = before.kind === 'map' ? { ...before, entries: new Map([...saved, ...own]) } : before
  const names = new Set([...saved.keys()].filter((key) => !own.has(key)).map(String))
  const whole = withHydra(config, update(config.hydra, 'job.env_set', both, { merge: false }) as MapNode)
  return createConfig({ ...whole.parts, savedVariables: names })
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
