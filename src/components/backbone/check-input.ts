import type { Node } from '../../config/node.js'
import type { Manifest } from '../../registry/manifest.js'
import type { Diagnostic } from '../../util/diagnostic.js'

/**
 * A rule between the backbone and the data set: their widths agree, where both are declared.
 * @param key of the backbone.
 * @param declared the data set's key; of a list, its last item (an image's channels).
 */
export function checkInput(key: string, declared: 'num_features' | 'image_shape'): NonNullable<Manifest['check']> {
  return (node, path, root) => {
    const own = child(node, key)
    const dataset = child(root, 'dataset')
    const value = child(dataset, declared)
    const given = integer(value?.kind === 'list' ? value.items.at(-1) : value)
    const wanted = integer(own)
    if (given === undefined || wanted === undefined || given === wanted) return []
    const diagnostic: Diagnostic = {
      code: 'dimension',
      path: `${path}.${key}`,
      message: `${path}.${key}=${wanted} does not fit the data set, whose ${declared === 'num_features' ? 'samples have' : 'images have'} ${given} ${declared === 'num_features' ? 'numbers' : 'channels'}`,
      hint:
        declared === 'num_features'
          ? `write ${key}: \${dataset.num_features}`
          : `write ${key}: \${dataset.image_shape[2]}`,
      ...(own?.source && { source: own.source }),
    }
    return [diagnostic]
  }
}

function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key) : undefined
}

function integer(node: Node | undefined): number | undefined {
  return node?.kind === 'int' ? Number(node.value) : undefined
}
