import type { Config } from '../compose/index.js'
import { resolve, selectRaw, toYaml } from '../config/index.js'
import type { MapNode, Node } from '../config/node.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Flags } from './arguments.js'

/**
 * What `--cfg` prints: the job's config, the hydra node, or both, as YAML; with `--package` a part of it under a header that
 * makes it a config file of that package.
 * @throws ConfigError where the package is not in the config
 */
export function showConfig(config: Config, flags: Flags, facts: { now: Date; env: NodeJS.ProcessEnv }): string {
  const { full } = config.parts
  const options = { env: facts.env, context: { hydra: config.hydra, now: facts.now } }
  const whole = flags.resolve ? (resolve(full, options) as MapNode) : full
  const shown = onlyPart(whole, flags.cfg ?? 'job')
  if (flags.package === undefined || flags.package === '_global_') return toYaml(shown)
  const part = selectRaw(flags.cfg === 'job' ? shown : whole, flags.package)
  if (part === undefined) {
    throw new ConfigError({
      code: 'unknown-package',
      path: flags.package,
      message: `package '${flags.package}' is not in the config`,
      hint: `its top-level keys: ${[...shown.entries.keys()].map(String).join(', ')}`,
    })
  }
  return printPart(flags.package, part)
}

function onlyPart(full: MapNode, which: 'job' | 'hydra' | 'all'): MapNode {
  const hydra = full.entries.get('hydra') as Node
  if (which === 'hydra') return { kind: 'map', entries: new Map([['hydra', hydra]]) }
  const job = new Map(full.entries)
  job.delete('hydra')
  if (which === 'job') return { kind: 'map', entries: job }
  return { kind: 'map', entries: new Map([['hydra', hydra], ...job]) }
}

function printPart(name: string, part: Node): string {
  if (part.kind === 'map' || part.kind === 'list') return `# @package ${name}\n${toYaml(part)}`
  return toYaml(part)
}
