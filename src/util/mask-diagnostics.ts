import type { Diagnostic } from './diagnostic.js'
import { maskSecrets, secretsMask } from './mask-secrets.js'
import { isSecretNameInText } from './secret-name.js'
import type { OverrideSource } from './source.js'

/** What may be a password or a key: `<pad>` and `[MASK]` are tokens of another kind, and so are numbers. */
export const SECRET_TEXT = /^(?![0-9.]+$)[^\s'"{}()[\]<>,;|]{6,}$/

/**
 * Diagnostics with secrets masked in all that they say: what `mask` knows (default: values of secret environment
 * variables, passwords in URLs), and the value of an override whose key is named like a secret.
 */
export function maskDiagnostics(
  diagnostics: readonly Diagnostic[],
  mask: (text: string) => string = secretsMask(process.env),
): Diagnostic[] {
  return diagnostics.map((diagnostic) => maskDiagnostic(diagnostic, mask))
}

function maskDiagnostic({ source, ...diagnostic }: Diagnostic, given: (text: string) => string): Diagnostic {
  const own = source?.kind === 'override' ? secretsIn(source, diagnostic.secret) : []
  const mask = (text: string): string => given(own.length > 0 ? maskSecrets(text, {}, own) : text)
  return {
    ...diagnostic,
    ...(source && { source: source.kind === 'override' ? { ...source, ...maskLine(source, mask) } : source }),
    path: mask(diagnostic.path),
    message: mask(diagnostic.message),
    ...(diagnostic.hint !== undefined && { hint: mask(diagnostic.hint) }),
    ...(diagnostic.notes && { notes: diagnostic.notes.map(mask) }),
  }
}

/** A line with its secrets masked, and where in it now stands what stood at `range`. */
export function maskLine(
  { text, range: [start, end] }: Pick<OverrideSource, 'text' | 'range'>,
  mask: (text: string) => string,
): Pick<OverrideSource, 'text' | 'range'> {
  const masked = mask(text)
  if (masked === text) return { text, range: [start, end] }
  const place = (offset: number): number => Math.min(mask(text.slice(0, offset)).length, masked.length)
  const from = place(start)
  return { text: masked, range: [from, Math.max(place(end), from + 1)] }
}

function secretsIn({ text, range }: OverrideSource, secret: boolean | undefined): string[] {
  const value = text.slice(text.indexOf('=') + 1).replace(/^(['"])(.*)\1$/, '$2')
  const key = text.slice(0, text.length - value.length - 1).split(/[.@=]/)
  const named = key.some(isSecretNameInText) && SECRET_TEXT.test(value)
  return [...(secret ? [text.slice(...range)] : []), ...(named ? [value] : [])]
}
