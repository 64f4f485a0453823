import { entryAt } from '../../config/key-path.js'
import type { MapNode } from '../../config/node.js'
import type { Diagnostic, DiagnosticCode } from '../../util/diagnostic.js'
import { intOf, type Rule, wrong } from './rule.js'

/** A backbone that takes a flat input takes the dataset's features. */
export const inputDim: Rule = {
  name: 'input-dim',
  check: (root) => sameNumber(root, inputDim.name, ['backbone', 'input_dim'], ['dataset', 'num_features']),
}

/** The heads take what the backbone gives. */
export const outputDim: Rule = {
  name: 'output-dim',
  check: (root) => sameNumber(root, outputDim.name, ['heads', 'input_dim'], ['backbone', 'output_dim']),
}

function sameNumber(
  root: MapNode,
  code: DiagnosticCode,
  path: readonly string[],
  other: readonly string[],
): Diagnostic[] {
  const node = entryAt(root, ...path)
  const [actual, expected] = [intOf(node), intOf(entryAt(root, ...other))]
  if (node === undefined || actual === undefined || expected === undefined || actual === expected) return []
  const [name, otherName] = [path.join('.'), other.join('.')]
  const message = `${name} must be ${otherName}, which is ${expected}, but is ${actual}`
  return [wrong(code, name, node, message, { hint: `write \${${otherName}}` })]
}
