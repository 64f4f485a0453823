import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type Config, composeOver, type Repository, withHydra } from '../compose/index.js'
import { childPath, type ResolverRegistry, update } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { isForeign } from '../dialects/in-own-words.js'
import { takesKey } from '../inspect/takes-key.js'
import { namesFor, notHereText } from '../registry/not-here.js'
import type { Registry } from '../registry/registry.js'
import { pythonValueName } from '../schema/python-values.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { readSavedHydra, readSavedRoot, type SavedConfig, withSavedVariables } from './saved-config.js'

export interface SavedHydraOptions {
  cwd: string
  repository: Repository
  registry: Registry
}

/** Whether Hydra (or polyhead) wrote its configs into this folder. */
export function isHydraDirectory(dir: string): boolean {
  return existsSync(join(dir, '.hydra', 'config.yaml'))
}

/**
 * The config of a job that Hydra ran, from its `.hydra/config.yaml`: `.hydra/overrides.yaml` is in it already. Where
 * the config says nothing of a backend, the default one computes.
 * @throws ConfigError that lists every component that polyhead does not know: nothing runs then
 */
export function savedHydraConfig(dir: string, { cwd, repository, registry }: SavedHydraOptions): SavedConfig {
  const saved = readSavedRoot(dir, join(dir, '.hydra', 'config.yaml'), cwd)
  // A config for another program is put into words of our own later.
  const foreign = isForeign(saved)
  const unknown = foreign ? [] : unknownTargets(saved, registry)
  if (unknown.length > 0) throw new ConfigError(unknown)
  const missing = foreign || saved.entries.has('backend') ? [] : ['backend=auto']
  const takes = (root: MapNode, key: string) => takesKey(root, key, registry)
  const hydra = readSavedHydra(dir, join(dir, '.hydra'), cwd)
  return (overrides = []) =>
    asThen(composeOver(saved, { repository, overrides: [...missing, ...overrides], takes }), hydra)
}

/** What a saved config is composed with. */
interface Rerun {
  overrides: readonly string[]
  repository: Repository
  resolvers: ResolverRegistry | undefined
}

/**
 * The config of a job that is to be run again: `config.yaml` beside a file such as `.hydra/config.pickle`, which is not
 * read. The job's overrides are in it already.
 * @param path of that file, of its folder, or of the job's
 * @throws ConfigError where there is none
 */
export function rerunConfig(path: string, cwd: string, { overrides, repository, resolvers }: Rerun): Config {
  const at = resolve(cwd, path)
  // The folder of a file that is not there is one of Hydra's own only by its other files.
  const beside = existsSync(at) || existsSync(join(dirname(at), 'hydra.yaml')) ? [dirname(at)] : []
  const folder = [at, join(at, '.hydra'), ...beside].find((each) => existsSync(join(each, 'config.yaml')))
  if (folder === undefined) {
    const hint = 'name the config.pickle or the config.yaml of a job: outputs/…/.hydra/config.yaml'
    const message = `there is no config.yaml beside '${path}'`
    throw new ConfigError({ code: 'not-a-config', path: '', message, hint })
  }
  const saved = readSavedRoot(folder, join(folder, 'config.yaml'), cwd)
  return asThen(composeOver(saved, { repository, overrides, resolvers }), readSavedHydra(folder, folder, cwd))
}

function unknownTargets(root: Node, registry: Registry): Diagnostic[] {
  const found: Diagnostic[] = []
  const walk = (node: Node, path: string) => {
    if (node.kind === 'list') {
      for (const [i, item] of node.items.entries()) walk(item, `${path}[${i}]`)
    } else if (node.kind === 'map') {
      const target = node.entries.get('_target_')
      if (target?.kind === 'string' && !registry.find(target.value) && !pythonValueName(target.value)) {
        const elsewhere = notHereText(target.value)
        found.push({
          code: elsewhere === undefined ? 'unknown-target' : 'not-here',
          path: `${path}._target_`,
          message: elsewhere ?? `'${target.value}' is no component that polyhead knows`,
          source: target.source,
          hint: elsewhere === undefined ? didYouMean(target.value, namesFor(target.value, registry)) : undefined,
        })
      }
      for (const [key, child] of node.entries) walk(child, childPath(path, node, key))
    }
  }
  walk(root, '')
  return found
}

/** Values that name the options which were chosen then are to mean the same, and its variables are the job's again. */
function asThen(config: Config, hydra: Node | undefined): Config {
  if (!hydra) return config
  const own = withSavedVariables(config, hydra)
  const choices = entryAt(hydra, 'runtime', 'choices')
  if (!choices) return own
  return withHydra(own, update(own.hydra, 'runtime.choices', choices, { merge: true }) as MapNode)
}
