import type { MapNode, Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import type { SourceParams } from './sources/source-params.js'

type SourceKey = keyof SourceParams

/** Keys that mean something to a source of files; other sources take `name` and `root` alone. */
const ownKeys: Readonly<Record<string, readonly SourceKey[]>> = {
  csv: [
    ...(['file', 'test_file', 'label_column', 'feature_columns', 'drop_columns', 'header', 'delimiter'] as const),
    ...(['missing_values', 'fill_value', 'image_shape', 'scale', 'sha256'] as const),
  ],
  idx: ['images', 'labels', 'test_images', 'test_labels', 'sha256'],
  image_folder: ['size', 'channels'],
}

/** Keys of a source that have no effect, or exclude each other. */
export function checkSource(node: Node | undefined, path: string): Diagnostic[] {
  if (node?.kind !== 'map') return []
  const name = textOf(node, 'name')
  const given = Array.from(node.entries, ([key, value]) => [String(key), value] as const)
  const known: readonly string[] = ['name', 'root', ...(ownKeys[name ?? ''] ?? [])]
  const errors = given.flatMap(([key, value]) => {
    if (known.includes(key) || value.kind === 'null' || !isSourceKey(key)) return []
    return [fault(value, `${path}.${key}`, `means nothing to source '${name}'`)]
  })
  const add = (key: SourceKey, message: string) => {
    errors.push(fault(node.entries.get(key), `${path}.${key}`, message))
  }
  if (isList(node, 'feature_columns') && isList(node, 'drop_columns')) {
    add('drop_columns', 'means nothing beside feature_columns, which names all features')
  }
  if (node.entries.has('fill_value') && textOf(node, 'missing_values') !== 'fill') {
    add('fill_value', "means nothing without 'missing_values: fill'")
  }
  for (const [one, other] of [['test_images', 'test_labels'] as const, ['test_labels', 'test_images'] as const]) {
    if (textOf(node, one) !== undefined && textOf(node, other) === undefined) add(one, `needs ${other}`)
  }
  return errors
}

function fault(node: Node | undefined, path: string, message: string): Diagnostic {
  const source = node?.source
  return { code: 'invalid-dataset', path, message: `${path} ${message}`, source }
}

/** Others are the schema's to refuse. */
function isSourceKey(key: string): boolean {
  return Object.values(ownKeys).some((keys) => (keys as readonly string[]).includes(key))
}

function textOf(node: MapNode, key: SourceKey): string | undefined {
  const child = node.entries.get(key)
  return child?.kind === 'string' ? child.value : undefined
}

/** Whether it is a list with something in it. */
function isList(node: MapNode, key: SourceKey): boolean {
  const child = node.entries.get(key)
  return child?.kind === 'list' && child.items.length > 0
}
