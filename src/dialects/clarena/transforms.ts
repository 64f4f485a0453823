import type { Key, MapNode, Node } from '../../config/index.js'
import { entryAt } from '../../config/key-path.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { didYouMean, nearest } from '../../util/suggest.js'

/** Torchvision's transforms of images that are here: their keys in order, and those that have one value here. */
const TRANSFORMS: Readonly<Record<string, { keys: readonly string[]; fixed?: Readonly<Record<string, unknown>> }>> = {
  RandomHorizontalFlip: { keys: ['p'] },
  RandomVerticalFlip: { keys: ['p'] },
  RandomCrop: { keys: ['size', 'padding', 'pad_if_needed', 'fill', 'padding_mode'] },
  RandomResizedCrop: {
    keys: ['size', 'scale', 'ratio', 'interpolation', 'antialias'],
    fixed: { interpolation: 'bilinear', antialias: true },
  },
  RandomRotation: {
    keys: ['degrees', 'interpolation', 'expand', 'center', 'fill'],
    fixed: { interpolation: 'nearest', expand: false, center: null },
  },
  RandomErasing: { keys: ['p', 'scale', 'ratio', 'value', 'inplace'], fixed: { inplace: false } },
  RandomGrayscale: { keys: ['p'] },
  RandomInvert: { keys: ['p'] },
  ColorJitter: { keys: ['brightness', 'contrast', 'saturation', 'hue'] },
  CenterCrop: { keys: ['size'] },
  Pad: { keys: ['padding', 'fill', 'padding_mode'] },
  Resize: {
    keys: ['size', 'interpolation', 'max_size', 'antialias'],
    fixed: { interpolation: 'bilinear', max_size: null, antialias: true },
  },
  Grayscale: { keys: ['num_output_channels'] },
  Normalize: { keys: ['mean', 'std', 'inplace'], fixed: { inplace: false } },
}

/** Keys that say how an object is made. */
const HYDRAS = ['_target_', '_args_', '_convert_', '_recursive_']

/**
 * Torchvision's transforms as the key `custom_transforms` has them here: a list, of one or of those that are composed.
 * @param path of the node
 * @param wrong what is found is added
 */
export function translateTransforms(node: Node, path: string, wrong: Diagnostic[]): Node {
  if (node.kind === 'null') return node
  const items = singles(node, path).flatMap((single) => translated(single, wrong))
  return { kind: 'list', items, source: node.source, keySource: node.keySource } as Node
}

/** Where the transforms of that list are written. @param path of the node */
export function transformPaths(node: Node | undefined, path: string): string[] {
  return node ? singles(node, path).map((each) => each.path) : []
}

/** One transform, or what stands in the place of one. */
interface Single {
  node: Node
  path: string
}

/** Those in lists and in `Compose`, one after the other. */
function singles(node: Node, path: string): Single[] {
  if (node.kind === 'null') return []
  if (node.kind === 'list') return node.items.flatMap((item, i) => singles(item, `${path}[${i}]`))
  const composed = nameOf(node) === 'Compose' ? composedOf(node) : undefined
  return composed ? singles(composed, `${path}.transforms`) : [{ node, path }]
}

function composedOf(node: Node): Node | undefined {
  return entryAt(node, 'transforms') ?? firstOf(entryAt(node, '_args_'))
}

/** The transform's name without its module; undefined: it is none of torchvision's. */
function nameOf(node: Node): string | undefined {
  const target = entryAt(node, '_target_')
  const full = target?.kind === 'string' ? target.value : ''
  return /^torchvision\.transforms\.(?:transforms\.|v2\.)?(\w+)$/.exec(full)?.[1]
}

function translated({ node, path }: Single, wrong: Diagnostic[]): Node[] {
  const target = entryAt(node, '_target_')
  if (node.kind !== 'map' || target?.kind !== 'string') {
    wrong.push(fault(node, path, `must be one of torchvision's transforms, such as ${named('RandomHorizontalFlip')}`))
    return []
  }
  const name = nameOf(node)
  if (name === 'Compose') {
    wrong.push(fault(node, path, "needs the key 'transforms'"))
    return []
  }
  const known = name !== undefined && Object.hasOwn(TRANSFORMS, name) ? TRANSFORMS[name] : undefined
  if (!known) {
    const near = nearest(name ?? target.value, Object.keys(TRANSFORMS)) ?? 'RandomHorizontalFlip'
    const what = name === undefined ? "is none of torchvision's transforms" : "is torchvision's, not here"
    const notes = [`here are: ${Object.keys(TRANSFORMS).join(', ')}`]
    wrong.push({ ...fault(target, path, `'${target.value}' ${what}: nearest is '${named(near)}'`), notes })
    return []
  }
  return [oneTransform(node, target, { path, name: name as string, ...known }, wrong)]
}

function oneTransform(
  node: MapNode,
  target: Node,
  { path, name, keys, fixed = {} }: { path: string; name: string; keys: readonly string[]; fixed?: object },
  wrong: Diagnostic[],
): Node {
  const entries = new Map<Key, Node>()
  entries.set('name', { ...target, kind: 'string', value: name } as Node)
  const args = node.entries.get('_args_')
  for (const [i, item] of args?.kind === 'list' ? args.items.entries() : [])
    entries.set(keys[i] ?? `_args_[${i}]`, item)
  for (const [key, child] of node.entries) if (!HYDRAS.includes(String(key))) entries.set(key, child)
  for (const [key, value] of Object.entries(fixed)) {
    const given = entries.get(key)
    entries.delete(key)
    if (given && !('value' in given && given.value === value))
      wrong.push(fault(given, `${path}.${key}`, `must be ${String(value)} here, or left out`))
  }
  for (const [key, child] of entries) {
    if (key === 'name' || keys.includes(String(key))) continue
    const message = `is not a key of ${named(name)}`
    const hint = didYouMean(String(key), keys)
    const notes = keys.length > 0 ? [`known keys: ${keys.join(', ')}`] : []
    wrong.push({ ...fault(child, `${path}.${String(key)}`, message), code: 'unknown-key', hint, notes })
  }
  return { ...node, entries } as Node
}

function named(name: string): string {
  return `torchvision.transforms.${name}`
}

function firstOf(node: Node | undefined): Node | undefined {
  return node?.kind === 'list' ? node.items[0] : undefined
}

function fault(node: Node, path: string, message: string): Diagnostic {
  return { code: 'wrong-value', path, message: `${path} ${message}`, source: node.source }
}
