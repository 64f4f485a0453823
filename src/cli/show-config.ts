import { type Config, resolveOptions } from '../compose/index.js'
import { environmentOfJob } from '../compose/job-variables.js'
import { pythonStr, type ResolveOptions, select, selectRaw, splitKey, toYaml } from '../config/index.js'
import { TO_MISSING } from '../config/interpolation/session.js'
import { entryAt, keyPath, shownKeys, withValueAt } from '../config/key-path.js'
import type { Key, MapNode, Node } from '../config/node.js'
import { holdsSecret, withoutSecrets } from '../config/secret-node.js'
import { LARGEST_TREE, tooLarge, treeSize } from '../config/tree-size.js'
import { withoutNamed } from '../config/without-named.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { maskTyped } from '../util/mask-named.js'
import type { Flags } from './arguments/flags.js'

/**
 * What `--cfg` prints: the job's config, the hydra node, or both, as YAML; with `--package` a part of it under a header
 * that makes it a config file of that package.
 * @throws ConfigError where the package is not in the config
 */
export function showConfig(config: Config, flags: Flags, facts: { now: Date; env: NodeJS.ProcessEnv }): string {
  const shown = withoutTyped(onlyPart(config.parts.full, flags.cfg ?? 'job'))
  const resolving = (env: NodeJS.ProcessEnv) => ({ ...resolveOptions(config, { ...facts, env }), keepMissing: true })
  const ofJob = resolving(flags.resolve ? environmentOfJob(config, facts) : facts.env)
  // In a run, the hydra node is read before the job's variables are set.
  const optionsFor = (key: Key | undefined) => (key === 'hydra' ? resolving(facts.env) : ofJob)
  if (flags.package === undefined || flags.package === '_global_') {
    return toYaml(flags.resolve ? resolveInOrder(shown, optionsFor) : shown)
  }
  const raw = selectRaw(shown, flags.package)
  const isResolved = flags.resolve || raw?.kind === 'interpolation'
  const resolved = isResolved ? select(shown, flags.package, optionsFor(splitKey(flags.package)[0])) : raw
  // Where the part alone is an interpolation that gives a secret, be it within a map, it is shown as it was written.
  const part = resolved && (raw?.kind === 'interpolation' && holdsSecret(resolved) ? raw : withoutSecrets(resolved))
  if (part === undefined || part.kind === 'null' || part.kind === 'missing') {
    throw new ConfigError({
      code: 'unknown-package',
      path: flags.package,
      message: `package '${flags.package}' is not in the config`,
      hint: `its top-level keys: ${[...shown.entries.keys()].map(String).join(', ')}`,
    })
  }
  if (part.kind === 'map' || part.kind === 'list') return `# @package ${flags.package}\n${toYaml(part)}`
  return `${pythonStr(part)}\n`
}

/** What configs hold is shown as Hydra does; what was typed for a key that is named like a secret is not. */
function withoutTyped(root: MapNode): MapNode {
  const shown = withoutNamed(root, '', ({ source }) => source?.kind === 'override') as MapNode
  return ['hydra', 'task'].reduce(withMaskedOverrides, shown)
}

function withMaskedOverrides(root: MapNode, list: string): MapNode {
  const typed = entryAt(root, 'hydra', 'overrides', list)
  if (typed?.kind !== 'list') return root
  const isMasked = (item: Node) => item.kind === 'string' && maskTyped(item.value) !== item.value
  if (!typed.items.some(isMasked)) return root
  const items = typed.items.map((item) => (item.kind === 'string' ? { ...item, value: maskTyped(item.value) } : item))
  const masked = withValueAt(root, ['hydra', 'overrides', list], { ...typed, items }) as MapNode
  // All of them stand in it.
  return withValueAt(masked, ['hydra', 'job', 'override_dirname'], { kind: 'string', value: '***' }) as MapNode
}

function onlyPart(full: MapNode, which: 'job' | 'hydra' | 'all'): MapNode {
  const hydra = full.entries.get('hydra') as Node
  if (which === 'hydra') return { kind: 'map', entries: new Map([['hydra', hydra]]) }
  const job = new Map(full.entries)
  job.delete('hydra')
  if (which === 'job') return { kind: 'map', entries: job }
  return { kind: 'map', entries: new Map([['hydra', hydra], ...job]) }
}

/**
 * Resolves value by value from the top, as OmegaConf does in place: a list inside a text shows the values that the list
 * has by then.
 */
function resolveInOrder(root: MapNode, optionsFor: (key: Key | undefined) => ResolveOptions): MapNode {
  let current: Node = root
  let size = 0
  const visit = (node: Node, path: readonly Key[]): void => {
    if (node.kind === 'map') for (const [key, child] of node.entries) visit(child, [...path, key])
    else if (node.kind === 'list') for (const [i, child] of node.items.entries()) visit(child, [...path, i])
    else if (node.kind === 'interpolation') {
      const value = shownValue(current, path, node, optionsFor(path[0]))
      size += treeSize(value)
      if (size > LARGEST_TREE) throw new ConfigError(tooLargeAt(shownKeys(path), node))
      current = withValueAt(current, path, value)
    }
  }
  visit(root, [])
  return current as MapNode
}

/**
 * An interpolation to `???` is `???` itself here: what is shown need not be complete; one that gives a secret stays as
 * it is written.
 */
function shownValue(root: Node, path: readonly Key[], written: Node, options: ResolveOptions): Node {
  const missing: Node = { kind: 'missing', value: '???' }
  try {
    const value = select(root, keyPath(path), options) ?? missing
    return holdsSecret(value) ? written : value
  } catch (error) {
    const toMissing = error instanceof ConfigError && error.diagnostics.every(({ code }) => code === TO_MISSING)
    if (toMissing) return missing
    throw error
  }
}

function tooLargeAt(path: string, { source }: Node): Diagnostic {
  return { code: 'too-large', path: '', message: `${path}: ${tooLarge}`, ...(source && { source }) }
}
