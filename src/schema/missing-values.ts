import { typedPath } from '../config/index.js'
import type { Node } from '../config/node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { type PlacedNode, walk } from './node-paths.js'
import { setBy } from './provenance.js'

/** The values in a node that must be given, and are not. */
export function missingValues(node: Node, path: string): Diagnostic[] {
  return [...walk(node, path)].flatMap((place) => (place.node.kind === 'missing' ? [missingValue(place)] : []))
}

/** A value that must be given, and is not. */
export function missingValue({ node, path }: PlacedNode): Diagnostic {
  return {
    code: 'missing-value',
    path,
    message: `${path} is mandatory ('???') and has no value`,
    source: node.source,
    hint: `give it one: ${typedPath(path)}=…`,
    notes: setBy(node.via?.source),
  }
}
