import { type MapNode, type Node, type ResolveOptions, select } from '../config/index.js'
import { checkInterpolation } from '../config/interpolation/check.js'
import { isPlain } from '../config/interpolation/resolve-place.js'
import { entryAt, joinPath } from '../config/key-path.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import { isSecretVariable } from '../util/secret-name.js'
import type { DerivedSource } from '../util/source.js'
import { typeInterpolations } from './coerce.js'
import type { Shape } from './hydra-shape.js'
import type { Override } from './override/index.js'
import { type DirnameStyle, dirnameStyle, isHydraOverride, overrideDirname } from './override-dirname.js'
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
function setVariables(root: MapNode, job: MapNode, resolving: ResolveOptions): [string, Node][] {
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

interface Known {
  overrides: readonly Override[]
  choices: ReadonlyMap<string, string | null>
  configName: string | null
  resolving: ResolveOptions
  hydraShape: Shape
  versionBase: VersionBase
}

/** What the hydra node of one job of a sweep shares with the others'. */
interface Finished extends Omit<Known, 'overrides' | 'resolving'> {
  ofHydra: readonly Override[]
  /** All but the task's overrides. */
  hydra: MapNode
  job: MapNode
  overrides: MapNode
  style: DirnameStyle
}

/** By the hydra node that it was made of: the last one. */
const finished = new WeakMap<MapNode, Finished>()

function isSame(one: Finished, other: Known, ofHydra: readonly Override[]): boolean {
  return (
    one.choices === other.choices &&
    one.configName === other.configName &&
    one.hydraShape === other.hydraShape &&
    one.versionBase === other.versionBase &&
    one.ofHydra.length === ofHydra.length &&
    one.ofHydra.every((override, i) => override === ofHydra[i])
  )
}

/** What does not depend on the task's overrides. */
function finishOnce(composed: MapNode, own: MapNode, known: Known, ofHydra: readonly Override[]): Finished {
  const before = finished.get(own)
  if (before && isSame(before, known, ofHydra)) return before
  const { choices, configName, hydraShape, versionBase, resolving } = known
  const hydra = typeInterpolations('hydra', own, hydraShape) as MapNode
  const root = withEntries(composed, [['hydra', hydra]])
  const job = hydraMap(hydra, 'job')
  const names = [...choices].map(([key, name]): [string, Node] => [key, optionalTextNode(name, SOURCE)])
  const result: Finished = {
    ...{ choices, configName, hydraShape, versionBase, ofHydra },
    job: withEntries(job, [
      ...setVariables(root, job, resolving),
      ['override_dirname', textNode('', SOURCE)],
      ['config_name', optionalTextNode(configName, SOURCE)],
    ]),
    overrides: appended(
      hydraMap(hydra, 'overrides'),
      'hydra',
      ofHydra.map((o) => o.text),
    ),
    hydra: withEntries(hydra, [
      [
        'runtime',
        withEntries(hydraMap(hydra, 'runtime'), [
          ['version_base', textNode(versionBase, SOURCE)],
          ['choices', withEntries(hydraMap(hydra, 'runtime', 'choices'), names)],
        ]),
      ],
    ]),
    style: dirnameStyle(root, resolving),
  }
  // Where interpolations or the environment have a say, each job is looked at by itself.
  const copied = job.entries.get('env_copy')
  const copiesNone = copied?.kind === 'list' && copied.items.length === 0
  const style = entryAt(job, 'config', 'override_dirname')
  const isWritten = style?.kind === 'map' && [...style.entries.values()].every(isPlain)
  if (copiesNone && isWritten) finished.set(own, result)
  return result
}

/**
 * Writes into the hydra node what composition knows: the overrides, the choices, the config's name.
 * What only the run knows is set by `bindRuntime`.
 */
export function finishHydraNode(composed: MapNode, known: Known): MapNode {
  checkTexts(known.overrides)
  const ofHydra = known.overrides.filter(isHydraOverride)
  const ofTask = known.overrides.filter((override) => !isHydraOverride(override))
  const own = hydraMap(composed.entries.get('hydra'))
  const { hydra, job, overrides, style } = finishOnce(composed, own, known, ofHydra)
  const texts = ofTask.map((o) => o.text)
  const dirname: Node = textNode(overrideDirname(ofTask, style), SOURCE)
  const whole = withEntries(hydra, [
    ['overrides', appended(overrides, 'task', texts)],
    ['job', withEntries(job, [['override_dirname', dirname]])],
  ])
  return withEntries(composed, [['hydra', whole]])
}
