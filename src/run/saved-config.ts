import { existsSync, readdirSync } from 'node:fs'
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
import { ConfigError } from '../util/diagnostic.js'
import { shownPath } from '../util/shown-path.js'

export interface SavedConfigOptions {
  cwd: string
  /** Changes of the saved config. */
  overrides?: readonly string[]
  /** Where options of groups are looked up that an override names. Default: nowhere. */
  repository?: Repository
  /** Where resolvers beside the built-in ones are found, and which keys are of any use. Default: nowhere. */
  registry?: Registry | undefined
}

/**
 * The config of a run directory, under a hydra node of its own, with the variables that the run was given. The run's
 * overrides are in it already.
 * @throws ConfigError where there is none, or an override is at fault
 */
export function savedConfig(dir: string, { cwd, overrides = [], repository, registry }: SavedConfigOptions): Config {
  const config = composeOver(readSavedRoot(dir, runLayout(dir).resolvedConfig, cwd), {
    repository: repository ?? openRepository([]),
    overrides,
    resolvers: registry?.resolvers,
    takes: registry && ((root, key) => takesKey(root, key, registry)),
  })
  const hydra = readSavedHydra(dir, hydraFolder(dir), cwd)
  return hydra ? withSavedVariables(config, hydra) : config
}

/** Where a run's hydra node was saved: `hydra.output_subdir` may have named another folder than `.hydra`. */
export function hydraFolder(dir: string): string {
  const usual = join(dir, '.hydra')
  if (!existsSync(dir) || existsSync(join(usual, 'hydra.yaml'))) return usual
  const holds = (folder: string) => ['config.yaml', 'hydra.yaml'].every((file) => existsSync(join(folder, file)))
  const folders = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders.map(({ name }) => join(dir, name)).find(holds) ?? usual
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
