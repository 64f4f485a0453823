import type { MapNode, Node } from '../../config/node.js'
import type { Registry } from '../../registry/registry.js'
import type { Diagnostic, DiagnosticCode } from '../../util/diagnostic.js'
import { placeOfValue, provenance } from '../provenance.js'

/**
 * What JSON Schema cannot say: a named check over several nodes of the resolved config. Values of a wrong type are left
 * to the schemas.
 */
export interface Rule {
  /** The code of its diagnostics. */
  name: DiagnosticCode
  check(root: MapNode, registry: Registry): Diagnostic[]
}

/** A node's whole number, or undefined where it is none. */
export function intOf(node: Node | undefined): number | undefined {
  return node?.kind === 'int' && typeof node.value === 'number' ? node.value : undefined
}

export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined
}

/** A diagnostic at a value, with who set it. */
export function wrong(
  code: DiagnosticCode,
  path: string,
  node: Node,
  message: string,
  extra?: Partial<Diagnostic>,
): Diagnostic {
  return {
    code,
    path,
    message,
    source: placeOfValue(node),
    ...extra,
    notes: [...provenance(node), ...(extra?.notes ?? [])],
  }
}
