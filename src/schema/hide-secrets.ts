import type { Node } from '../config/node.js'
import { secretTexts } from '../config/secret-node.js'
import type { Diagnostic } from '../util/diagnostic.js'
import { maskDiagnostics } from '../util/mask-diagnostics.js'
import { secretsMask } from '../util/mask-secrets.js'

/** The diagnostics with what is a secret in a resolved config masked, whoever wrote their messages. */
export function hideSecrets(diagnostics: Diagnostic[], root: Node): Diagnostic[] {
  const texts = diagnostics.length > 0 ? secretTexts(root) : []
  return texts.length === 0 ? diagnostics : maskDiagnostics(diagnostics, secretsMask({}, texts))
}
