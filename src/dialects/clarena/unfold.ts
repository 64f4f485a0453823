import { type Config, withHydra, withRoot } from '../../compose/index.js'
import { withEntries } from '../../compose/scalar-nodes.js'
import { type MapNode, type Node, type ResolveOptions, resolve, select } from '../../config/index.js'
import { escapeText } from '../../config/interpolation/escape.js'
import { isSecret } from '../../config/secret-node.js'

/** Stand for folders while the rest is resolved: characters that no text has a use for. */
const MARKS: Readonly<Record<string, string>> = {
  '\u{F0001}': '${hydra:runtime.output_dir}',
  '\u{F0002}': '${hydra:runtime.cwd}',
}
const [OUTPUT, CWD] = Object.keys(MARKS) as [string, string]
const ANY_MARK = new RegExp(`(${OUTPUT}|${CWD})`, 'u')

/**
 * The task's config without interpolations, so that its values can move to other keys. What is built from the run's
 * directory, which `output_dir` is, or the working directory, goes on being so; secrets stay as they were written.
 * @param dataset under which key CLArena has it, and how it is put into polyhead's own keys
 */
export function unfold(
  config: Config,
  options: (config: Config) => ResolveOptions,
  dataset: { key: string; translate(node: Node): Node },
): MapNode {
  const mark = (value: string, like?: Node): Node => ({ ...like, kind: 'string', value }) as Node
  const output = config.root.entries.get('output_dir')
  const root = output ? withEntries(config.root, [['output_dir', mark(OUTPUT, output)]]) : config.root
  const runtime = config.hydra.entries.get('runtime') as MapNode
  const marked = withEntries(runtime, [
    ['output_dir', mark(OUTPUT)],
    ['cwd', mark(CWD)],
  ])
  const known = withHydra(withRoot(config, root), withEntries(config.hydra, [['runtime', marked]]))
  const resolving = options(known)
  const theirs = refersToDataset(known.root)
    ? select(known.root, dataset.key, { ...resolving, warn: () => {} })
    : undefined
  if (!theirs) return restore(resolve(known.root, resolving)) as MapNode
  const own = dataset.translate(theirs)
  const both = withRoot(known, withEntries(known.root, [['dataset', own]]))
  const entries = new Map((resolve(both.root, options(both)) as MapNode).entries)
  entries.delete('dataset')
  return restore({ ...root, entries }) as MapNode
}

/** Whether something in it is an option of polyhead's own, which takes shapes from a key that CLArena has not. */
function refersToDataset(root: MapNode): boolean {
  const refers = (node: Node): boolean => {
    if (node.kind === 'map') return [...node.entries.values()].some(refers)
    if (node.kind === 'list') return node.items.some(refers)
    return node.kind === 'interpolation' && node.value.includes('${dataset.')
  }
  return !root.entries.has('dataset') && refers(root)
}

function restore(node: Node): Node {
  if (isSecret(node) && node.via) return node.via
  if (node.kind === 'map') {
    return { ...node, entries: new Map([...node.entries].map(([key, child]) => [key, restore(child)])) }
  }
  if (node.kind === 'list') return { ...node, items: node.items.map(restore) }
  if (node.kind !== 'string') return node
  if (!ANY_MARK.test(node.value)) {
    return node.value.includes('${')
      ? ({ ...node, kind: 'interpolation', value: escapeText(node.value) } as Node)
      : node
  }
  const parts = node.value.split(ANY_MARK)
  const text = parts.map((part, i) => MARKS[part] ?? escapeText(part, i + 1 < parts.length)).join('')
  return { ...node, kind: 'interpolation', value: text } as Node
}
