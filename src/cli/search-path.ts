import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { builtinConfigs } from '../components/builtin-configs.js'
import { openRepository, type Repository, type RepositoryEntry } from '../compose/index.js'
import { ConfigError } from '../util/diagnostic.js'
import { nearestBeside } from '../util/nearest-beside.js'
import { isFolder } from '../util/require-directory.js'
import { nearest } from '../util/suggest.js'
import type { Flags } from './arguments/flags.js'

/**
 * Where `polyhead` looks for configs, first to last: `--config-path`, else `./configs` if it exists; each
 * `--config-dir`; then the built-in ones. `./experiments` and the built-in experiments are the group `experiment`.
 * @throws ConfigError where a folder that a flag names is not there
 */
export function polyheadFolders(flags: Flags, cwd: string): RepositoryEntry[] {
  const own = flags.configPath ?? (existsSync(join(cwd, 'configs')) ? 'configs' : undefined)
  const named = flags.configPath === undefined ? flags.configDir : [flags.configPath, ...flags.configDir]
  for (const dir of named) requireFolder(dir, cwd)
  const experiments = join(cwd, 'experiments')
  return [
    ...(own === undefined ? [] : [{ dir: resolve(cwd, own), provider: 'main' }]),
    ...flags.configDir.map((dir) => ({ dir: resolve(cwd, dir), provider: 'command-line' })),
    ...(existsSync(experiments) ? [{ dir: experiments, mount: 'experiment', provider: 'experiments' }] : []),
    ...builtinConfigs,
  ]
}

/**
 * A tree of its own, named by `--config-path`, is not given polyhead's own primary config.
 * @throws ConfigError where none of the folders that flags name has the primary config
 */
export function requirePrimary({ configPath, configDir, configName = 'config' }: Flags, cwd: string): void {
  if (configPath === undefined) return
  requireFolder(configPath, cwd)
  const repository = openRepository([configPath, ...configDir].map((dir) => resolve(cwd, dir)))
  if (repository.isConfig(configName)) return
  const others = repository.options('').filter((name) => !isOfHydra(repository, name))
  const [first] = others
  throw new ConfigError({
    code: 'primary-not-found',
    path: '',
    message: `there is no primary config '${configName}' in '${configPath}'`,
    source: { kind: 'override', text: configPath, range: [0, configPath.length], origin: '--config-path' },
    hint:
      first === undefined
        ? "name its folder by --config-dir to use its options with polyhead's own 'config'"
        : `choose another: --config-name ${nearest(configName, others) ?? first}`,
    notes: others.length > 0 ? [`configs there: ${others.join(', ')}`] : [],
  })
}

function isOfHydra(repository: Repository, name: string): boolean {
  return repository.sources.find((source) => source.isConfig(name))?.provider === 'schema'
}

export function requireFolder(dir: string, cwd: string): void {
  if (isFolder(resolve(cwd, dir))) return
  throw new ConfigError({
    code: 'no-such-folder',
    path: '',
    message: `there is no config folder '${dir}'`,
    source: { kind: 'override', text: dir, range: [0, dir.length], origin: 'command line' },
    hint: nearestBeside(resolve(cwd, dir), isFolder) ?? `looked for ${resolve(cwd, dir)}`,
  })
}
