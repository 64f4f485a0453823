import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, composeOver, type Repository, withHydra } from '../compose/index.js'
import { childPath, update } from '../config/index.js'
import { entryAt } from '../config/key-path.js'
import type { MapNode, Node } from '../config/node.js'
import { isForeign } from '../dialects/in-own-words.js'
import type { Registry } from '../registry/registry.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { didYouMean } from '../util/suggest.js'
import { readSavedRoot } from './saved-config.js'

export interface SavedHydraOptions {
  cwd: string
  overrides: readonly string[]
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
export function savedHydraConfig(dir: string, { cwd, overrides, repository, registry }: SavedHydraOptions): Config {
  const saved = readSavedRoot(dir, join(dir, '.hydra', 'config.yaml'), cwd)
  // A config for another program is put into words of our own later.
  const foreign = isForeign(saved)
  const unknown = foreign ? [] : unknownTargets(saved, registry)
  if (unknown.length > 0) throw new ConfigError(unknown)
  const missing = foreign || saved.entries.has('backend') ? [] : ['backend=auto']
  const config = composeOver(saved, { repository, overrides: [...missing, ...overrides] })
  return withChoices(config, dir, cwd)
}

function unknownTargets(root: Node, registry: Registry): Diagnostic[] {
  const found: Diagnostic[] = []
  const walk = (node: Node, path: string) => {
    if (node.kind === 'list') {
      for (const [i, item] of node.items.entries()) walk(item, `${path}[${i}]`)
    } else if (node.kind === 'map') {
      const target = node.entries.get('_target_')
      if (target?.kind === 'string' && !registry.find(target.value)) {
        const hint = didYouMean(target.value, registry.names())
        found.push({
          code: 'unknown-target',
          path: `${path}._target_`,
          message: `'${target.value}' is no component that polyhead knows`,
          source: target.source,
          hint,
        })
      }
      for (const [key, child] of node.entries) walk(child, childPath(path, node, key))
    }
  }
  walk(root, '')
  return found
}

/** Values that name the options which were chosen then are to mean the same. */
function withChoices(config: Config, dir: string, cwd: string): Config {
  const file = join(dir, '.hydra', 'hydra.yaml')
  if (!existsSync(file)) return config
  const choices = entryAt(readSavedRoot(dir, file, cwd), 'hydra', 'runtime', 'choices')
  if (!choices) return config
  return withHydra(config, update(config.hydra, 'runtime.choices', choices, { merge: true }) as MapNode)
}
