import { joinPath } from '../config/index.js'
import { type NotedReads, notedReads } from '../config/last-answer.js'
import type { MapNode, Node } from '../config/node.js'
import { unregistered } from '../registry/instantiate.js'
import type { Manifest } from '../registry/manifest.js'
import type { Registry } from '../registry/registry.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { checkSchema } from './check-schema.js'
import { componentSchema, schemaName } from './component-schema.js'
import type { PlacedNode } from './node-paths.js'
import { provenance } from './provenance.js'
import { showNode } from './schema-errors.js'
import { inTorchsWords } from './torch-metric-words.js'

/** One component's node against its own schema and its manifest's `check`. */
export async function validateComponent(place: PlacedNode, root: Node, registry: Registry): Promise<Diagnostic[]> {
  const { path } = place
  const node = place.node as MapNode
  const beside = besideOf(registry).get(node)
  if (beside?.path === path && beside.reads.agree(root)) return []
  const target = node.entries.get('_target_') as Node
  const at = joinPath(path, '_target_')
  // Reported for itself, or by what resolves it.
  if (target.kind === 'missing' || target.kind === 'interpolation') return []
  if (target.kind !== 'string') {
    const message = `${at} must be the name of a component, but is ${showNode(target)}`
    return [{ code: 'wrong-type', path: at, message, source: target.source, notes: provenance(target) }]
  }
  const manifest = registry.find(target.value)
  if (!manifest) return [unregistered(target.value, path, target.source, registry)]
  const { named, wrong } = byName(node, path, manifest)
  if (wrong.length > 0) return wrong
  const partial = node.entries.get('_partial_')
  const found = await checkSchema(componentSchema(manifest), builtinName(manifest), {
    place: { node: named, path },
    owner: `${manifest.group} '${manifest.option}'`,
    // What is left out of a partial is given when it is called.
    given: () => partial?.kind === 'bool' && partial.value,
  })
  if (found.length > 0) {
    return [...inTorchsWords(found, node, path)]
  }
  const isOurs = builtinName(manifest) !== undefined
  const reads = notedReads(root)
  const wrongByItself = await checkByManifest(manifest, node, path, isOurs ? reads.root : root)
  // What has looked at nothing else says the same of the same node. What a plugin's looks at, nobody knows.
  const isAlone = manifest.check === undefined || (isOurs && reads.none)
  if (wrongByItself.length === 0 && isAlone) soundOf(registry).set(node, path)
  else if (wrongByItself.length === 0 && isOurs) besideOf(registry).set(node, { path, reads })
  return wrongByItself
}

/**
 * Components with which nothing is wrong, whatever the rest of the config is, and where they stood: the jobs of a sweep
 * share most of them.
 */
const sound = new WeakMap<Registry, WeakMap<Node, string>>()

export function soundOf(registry: Registry): WeakMap<Node, string> {
  const known = sound.get(registry) ?? new WeakMap<Node, string>()
  sound.set(registry, known)
  return known
}

/** Components with which nothing is wrong beside what their checks have read of the rest. */
const soundBeside = new WeakMap<Registry, WeakMap<Node, { path: string; reads: NotedReads }>>()

function besideOf(registry: Registry): WeakMap<Node, { path: string; reads: NotedReads }> {
  const known = soundBeside.get(registry) ?? new WeakMap<Node, { path: string; reads: NotedReads }>()
  soundBeside.set(registry, known)
  return known
}

/** What a manifest's own check says. One that a plugin brings may be wrong itself. */
async function checkByManifest(manifest: Manifest, node: MapNode, path: string, root: Node): Promise<Diagnostic[]> {
  if (builtinName(manifest) !== undefined) return [...(manifest.check?.(node, path, root) ?? [])]
  const wrong = (why: string): Diagnostic[] => [
    {
      code: 'plugin-check',
      path,
      message: `the check that a plugin brings for ${manifest.group} '${manifest.option}' ${why}`,
      source: node.entries.get('_target_')?.source ?? node.source,
    },
  ]
  try {
    const found: unknown = (await manifest.check?.(node, path, root)) ?? []
    if (!Array.isArray(found) || !found.every(isDiagnostic)) return wrong('gives no list of diagnostics')
    return found
  } catch (error) {
    return wrong(`failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isDiagnostic(value: unknown): value is Diagnostic {
  const { code, path, message } = (value ?? {}) as Partial<Diagnostic>
  return typeof code === 'string' && typeof path === 'string' && typeof message === 'string'
}

/** The node with its `_args_` under their parameters' names, so that they are checked as those are. */
function byName(node: MapNode, path: string, manifest: Manifest): { named: MapNode; wrong: Diagnostic[] } {
  const args = node.entries.get('_args_')
  if (args?.kind !== 'list') return { named: node, wrong: [] }
  const entries = new Map(node.entries)
  const wrong: Diagnostic[] = []
  const names = manifest.positional ?? []
  for (const [index, item] of args.items.entries()) {
    const name = names[index]
    const at = joinPath(joinPath(path, '_args_'), index)
    const bad = (message: string) =>
      wrong.push({ code: 'bad-arguments', path: at, message, source: item.source, notes: provenance(item) })
    if (name === undefined) {
      const known = names.length > 0 ? `at most ${names.length} (${names.join(', ')})` : 'none'
      bad(`${at}: ${manifest.group} '${manifest.option}' takes ${known} by position`)
    } else if (node.entries.has(name)) bad(`${at}: '${name}' is given by its name too`)
    else entries.set(name, item)
  }
  return { named: { ...node, entries }, wrong }
}

function builtinName(manifest: Manifest): string | undefined {
  return typeof manifest.schema === 'string' ? schemaName(manifest) : undefined
}
