import { entryAt } from '../../config/key-path.js'
import type { Node } from '../../config/node.js'
import type { Diagnostic } from '../../util/diagnostic.js'
import { lambdaFault } from './lr-lambda.js'

/** Expressions that are none, or give no number at the first step. */
export function checkLambda(node: Node, path: string): readonly Diagnostic[] {
  const given = entryAt(node, 'lr_lambda')
  const texts =
    given?.kind === 'list' ? given.items.map((item, i) => [item, `[${i}]`] as const) : [[given, ''] as const]
  return texts.flatMap(([text, place]): Diagnostic[] => {
    const why = text?.kind === 'string' ? lambdaFault(text.value, 0) : undefined
    if (why === undefined) return []
    const at = `${path}.lr_lambda${place}`
    const message = `${at} is no arithmetic of epoch: ${why}`
    return [{ code: 'not-arithmetic', path: at, message, source: text?.source, hint: "such as '0.95 ** epoch'" }]
  })
}
