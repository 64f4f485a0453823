import { selectRaw } from '../config/index.js'
import type { MapNode } from '../config/node.js'
import type { Diagnostic, DiagnosticCode } from '../util/diagnostic.js'

/** A component that is not known has none of the keys that its schema would give it. */
const CAUSES: ReadonlySet<Diagnostic['code']> = new Set<DiagnosticCode>([
  'missing-target',
  'not-here',
  'unregistered-target',
  'wrong-group',
])

/**
 * Of what is wrong with interpolations, what stays wrong once the components are known: a key that one of them lacks
 * may be there then.
 * @param unresolved what is wrong with interpolations of `root`
 * @param others what is wrong beside
 */
export function withoutFollowUps(
  unresolved: readonly Diagnostic[],
  others: readonly Diagnostic[],
  root: MapNode,
): readonly Diagnostic[] {
  const unknown = others.filter(({ code }) => CAUSES.has(code)).map(({ path }) => path.replace(/\._target_$/, ''))
  const follows = (diagnostic: Diagnostic) =>
    referencesAt(root, diagnostic.path).some(
      (name) => unknown.some((path) => name.startsWith(`${path}.`)) && selectRaw(root, name) === undefined,
    )
  return unknown.length === 0 ? unresolved : unresolved.filter((diagnostic) => !follows(diagnostic))
}

/** The absolute paths to which the interpolations of a value refer. */
function referencesAt(root: MapNode, path: string): string[] {
  const node = selectRaw(root, path)
  if (node?.kind !== 'interpolation') return []
  return [...node.value.matchAll(/\$\{\s*([^\s${}:.][^\s${}:]*)\s*\}/g)].map(([, name]) => name as string)
}
