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

/** The last unresolved hydra node with which nothing was wrong. */
const sound = new WeakMap<Registry, MapNode>()

/** Whether an unresolved hydra node differs from one that was valid only in what tells the jobs of a sweep apart. */
export function isSettled(hydra: MapNode, registry: Registry): boolean {
  const before = sound.get(registry)
  if (before === undefined || before.entries.size !== hydra.entries.size) return false
  for (const [key, node] of hydra.entries) {
    const other = before.entries.get(key)
    if (node !== other && (other === undefined || !differsByJob(String(key), node, other))) return false
  }
  return true
}

/** Notes that nothing is wrong with an unresolved hydra node, once it is resolved. */
export function settle(hydra: MapNode, registry: Registry): void {
  for (const [key, node] of hydra.entries) if (!tellsAll(String(key), node)) return
  sound.set(registry, hydra)
}

/** Whether a node below a key of the hydra node differs from a valid one in nothing that a check looks at. */
function differsByJob(key: string, node: Node, other: Node): boolean {
  if (node.kind !== 'map' || other.kind !== 'map' || !isOfJobs(key)) return same(node, other) && isOfHydra(node)
  if (node.entries.size !== other.entries.size) return false
  for (const [name, child] of node.entries) {
    const twin = other.entries.get(name)
    if (child === twin) continue
    if (twin === undefined) return false
    const [isOwn, place] = [OF_THE_JOB[key]?.includes(String(name)), [key, String(name)] as const]
    if (isOwn ? child.kind !== twin.kind || !holdsTexts(child) : !same(child, twin) || !isKnown(place, child))
      return false
  }
  return true
}

function same(one: Node, other: Node): boolean {
  return (one.kind === 'string' || one.kind === 'interpolation') && one.kind === other.kind && one.value === other.value
}

/** Whether some of what is below a key is each job's own. */
function isOfJobs(key: string): boolean {
  return [OF_THE_JOB, CHECKED_BY_THE_JOB, ANY_TEXT].some((names) => Object.hasOwn(names, key))
}

/**
 * Whether a job's own values change nothing but texts: not where the user has written an interpolation into the hydra
 * node, but for what each job checks by itself.
 */
function tellsAll(key: string, node: Node): boolean {
  if (node.kind !== 'map' || !isOfJobs(key)) return isOfHydra(node)
  return [...node.entries].every(([name, child]) =>
    OF_THE_JOB[key]?.includes(String(name)) ? holdsTexts(child) : isKnown([key, String(name)], child),
  )
}

function isKnown([key, name]: readonly [key: string, name: string], node: Node): boolean {
  if (CHECKED_BY_THE_JOB[key]?.includes(name) || isOfHydra(node)) return true
  return ANY_TEXT[key]?.includes(name) === true && isText(node)
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
