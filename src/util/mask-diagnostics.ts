import type { Diagnostic } from './diagnostic.js'
import { maskSecrets } from './mask-secrets.js'

/** Diagnostics with secrets masked in all that they say. Default: values of secret environment variables. */
export function maskDiagnostics(
  diagnostics: readonly Diagnostic[],
  mask: (text: string) => string = (text) => maskSecrets(text),
): Diagnostic[] {
  return diagnostics.map(({ source, ...diagnostic }) => ({
    ...diagnostic,
    ...(source && { source }),
    path: mask(diagnostic.path),
    message: mask(diagnostic.message),
    ...(source?.kind === 'override' && { source: { ...source, text: mask(source.text) } }),
    ...(diagnostic.hint !== undefined && { hint: mask(diagnostic.hint) }),
    ...(diagnostic.notes && { notes: diagnostic.notes.map(mask) }),
  }))
}
