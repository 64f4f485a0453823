import { type MapNode, type Node, type ResolveOptions, select } from '../config/index.js'
import { checkInterpolation } from '../config/interpolation/check.js'
import { entryAt, joinPath } from '../config/key-path.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { isSecretVariable } from '../util/secret-name.js'
import type { DerivedSource } from '../util/source.js'
import { typeInterpolations } from './coerce.js'
import type { Shape } from './hydra-shape.js'
import type { Override } from './override/index.js'
import { isHydraOverride, overrideDirname } from './override-dirname.js'
import { listNode, optionalTextNode, textNode, withEntries } from './scalar-nodes.js'
import type { VersionBase } from './version-base.js'

const SOURCE: DerivedSource = { kind: 'runtime', by: 'composition' }

/** A map inside the hydra node. */
export function hydraMap(hydra: Node | undefined, ...path: string[]): MapNode {
  const node = entryAt(hydra, ...path)
  if (node?.kind === 'map') return node
  const name = path.reduce(joinPath, 'hydra')
  throw new ConfigError({
    code: 'hydra-node',
    path: name,
    message: node ? `'${name}' must be a map, not ${node.kind}` : `the config has no '${name}'`,
    source: node?.source,
  })
}

/** `hydra.overrides` with more texts at the end of one of its lists. */
export function appended(
  overrides: MapNode,
  name: 'hydra' | 'task',
  texts: readonly string[],
  source: DerivedSource = SOURCE,
): MapNode {
  const before = overrides.entries.get(name)
  const items = before?.kind === 'list' ? before.items : []
  return withEntries(overrides, [[name, listNode([...items, ...texts.map((text) => textNode(text, source))], source)]])
}

/** `hydra.job.env_set`, with the variables that `env_copy` names. */
function jobEnvironment(root: MapNode, job: MapNode, resolving: ResolveOptions): [string, Node][] {
  const copy = select(root, 'hydra.job.env_copy', resolving)
  if (copy?.kind !== 'list' || copy.items.length === 0) return []
  const set = hydraMap(job.entries.get('env_set'))
  const values = copy.items.map((item): [string, Node] => {
    const name = String('value' in item ? item.value : '')
    const value = (resolving.env ?? process.env)[name]
    if (value === undefined) {
      throw new ConfigError({
        code: 'env-copy',
        path: 'hydra.job.env_copy',
        message: `the environment variable '${name}', which hydra.job.env_copy names, is not set`,
        source: item.source,
      })
    }
    // Read from the environment anew: what is saved holds no secret.
    return [name, textNode(isSecretVariable(name, value) ? `\${oc.env:${name}}` : value, SOURCE)]
  })
  return [['env_set', withEntries(set, values)]]
}

/**
 * Overrides are kept as they were typed, as values of the config: one whose quotes are well for its own grammar, but
 * not for that of interpolations, cannot be kept. Hydra refuses it too.
 */
function checkTexts(overrides: readonly Override[]): void {
  const wrong = overrides.flatMap(({ text, source }): Diagnostic[] => {
    if (!text.includes('${')) return []
    const node = {
      kind: 'interpolation',
      value: text,
      source: { ...source, range: [0, text.length] as const },
    } as const
    const hint = "inside '${…}' quotes are written without backslashes: put the other kind around the value"
    const diagnostic = checkInterpolation(node, () => 'hydra.overrides')
    return diagnostic ? [{ ...diagnostic, hint }] : []
  })
  if (wrong.length > 0) throw new ConfigError(wrong)
}

/**
 * Writes into the hydra node what composition knows: the overrides, the choices, the config's name.
 * What only the run knows is set by `bindRuntime`.
 */
export function finishHydraNode(
  composed: MapNode,
  known: {
    overrides: readonly Override[]
    choices: ReadonlyMap<string, string | null>
    configName: string | null
    resolving: ResolveOptions
    hydraShape: Shape
    versionBase: VersionBase
  },
): MapNode {
  checkTexts(known.overrides)
  const hydra = typeInterpolations('hydra', hydraMap(composed.entries.get('hydra')), known.hydraShape) as MapNode
  const root = withEntries(composed, [['hydra', hydra]])
  const job = hydraMap(hydra, 'job')
  const runtime = hydraMap(hydra, 'runtime')
  const choices = hydraMap(hydra, 'runtime', 'choices')
  const overrides = hydraMap(hydra, 'overrides')
  const ofHydra = known.overrides.filter(isHydraOverride).map((o) => o.text)
  const ofTask = known.overrides.filter((o) => !isHydraOverride(o)).map((o) => o.text)
  const finished = withEntries(hydra, [
    ['overrides', appended(appended(overrides, 'hydra', ofHydra), 'task', ofTask)],
    [
      'job',
      withEntries(job, [
        ...jobEnvironment(root, job, known.resolving),
        ['override_dirname', textNode(overrideDirname(root, known.overrides, known.resolving), SOURCE)],
        ['config_name', optionalTextNode(known.configName, SOURCE)],
      ]),
    ],
    [
      'runtime',
      withEntries(runtime, [
        ['version_base', textNode(known.versionBase, SOURCE)],
        [
          'choices',
          withEntries(
            choices,
            [...known.choices].map(([key, name]): [string, Node] => [key, optionalTextNode(name, SOURCE)]),
          ),
        ],
      ]),
    ],
  ])
  return withEntries(root, [['hydra', finished]])
}
