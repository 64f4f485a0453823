import type { MapNode, Node } from '../config/node.js'
import type { Registry } from '../registry/registry.js'

/** What composing and the run write anew for each job: texts, numbers and lists of texts. */
const OF_THE_JOB: Readonly<Record<string, readonly string[]>> = {
  job: ['num', 'id', 'override_dirname'],
  overrides: ['hydra', 'task'],
  runtime: ['output_dir', 'choices'],
}

/** What each job resolves and checks by itself, before it starts. */
const CHECKED_BY_THE_JOB: Readonly<Record<string, readonly string[]>> = { job: ['name'], sweep: ['dir', 'subdir'] }
/** What may be any text. */
const ANY_TEXT: Readonly<Record<string, readonly string[]>> = { run: ['dir'] }

/** What a hydra node shares with those of other jobs of its sweep. */
interface Shared {
  /** Its keys, and the kinds of values that differ. */
  readonly names: readonly string[]
  readonly nodes: readonly Node[]
}

/** Of the last hydra node with which nothing was wrong. */
const sound = new WeakMap<Registry, Shared>()

/** Whether an unresolved hydra node differs from one that was valid only in what tells the jobs of a sweep apart. */
export function isSettled(hydra: MapNode, registry: Registry): boolean {
  const before = sound.get(registry)
  const now = before && sharedOf(hydra)
  if (!now || now.nodes.length !== before.nodes.length || now.names.length !== before.names.length) return false
  return (
    now.nodes.every((node, i) => same(node, before.nodes[i] as Node)) &&
    now.names.every((name, i) => name === before.names[i])
  )
}

/** Notes that nothing is wrong with an unresolved hydra node, once it is resolved. */
export function settle(hydra: MapNode, registry: Registry): void {
  const shared = sharedOf(hydra)
  if (shared) sound.set(registry, shared)
}

function same(one: Node, other: Node): boolean {
  if (one === other) return true
  return (one.kind === 'string' || one.kind === 'interpolation') && one.kind === other.kind && one.value === other.value
}

/**
 * Undefined where a job's own values may change more than texts: where the user has written an interpolation into the
 * hydra node, but for what each job checks by itself.
 */
function sharedOf({ entries }: MapNode): Shared | undefined {
  const names: string[] = []
  const nodes: Node[] = []
  for (const [key, node] of entries) {
    const own = OF_THE_JOB[String(key)] ?? []
    const checked = CHECKED_BY_THE_JOB[String(key)] ?? []
    const texts = ANY_TEXT[String(key)] ?? []
    if (own.length + checked.length + texts.length === 0 || node.kind !== 'map') {
      if (!isOfHydra(node)) return undefined
      names.push(String(key))
      nodes.push(node)
      continue
    }
    for (const [name, child] of node.entries) {
      if (!own.includes(String(name))) {
        const mayVary = checked.includes(String(name)) || (texts.includes(String(name)) && isText(child))
        if (!mayVary && !isOfHydra(child)) return undefined
        names.push(`${key}.${name}`)
        nodes.push(child)
      } else if (holdsTexts(child)) names.push(`${key}.${name} ${child.kind}`)
      else return undefined
    }
  }
  return { names, nodes }
}

/** Whether it is a text, a number, or has nothing else in it. */
function holdsTexts(node: Node): boolean {
  if (node.kind === 'map') return [...node.entries.values()].every(holdsTexts)
  if (node.kind === 'list') return node.items.every(isText)
  return isText(node) || node.kind === 'int' || node.kind === 'null'
}

/** An interpolation after other text, such as that of an override, gives text, too. */
function isText(node: Node): boolean {
  return node.kind === 'string' || (node.kind === 'interpolation' && !node.value.startsWith('${'))
}

const known = new WeakMap<Node, boolean>()

/** Whether all interpolations in a node are those of Hydra's own configs: they lead to texts and numbers in any job. */
function isOfHydra(node: Node): boolean {
  if (node.kind === 'interpolation') return node.source?.kind === 'runtime'
  if (node.kind !== 'map' && node.kind !== 'list') return true
  const before = known.get(node)
  if (before !== undefined) return before
  const children = node.kind === 'map' ? [...node.entries.values()] : node.items
  const found = children.every(isOfHydra)
  known.set(node, found)
  return found
}
