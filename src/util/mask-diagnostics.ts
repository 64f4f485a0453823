import type { Diagnostic } from './diagnostic.js'
import { maskSecrets, secretsMask } from './mask-secrets.js'
import { secretsInLine, secretsInYaml } from './secrets-in-line.js'
import type { OverrideSource } from './source.js'
import { lineReader, type ReadLines } from './source-lines.js'

/** What may be a password or a key: `<pad>` and `[MASK]` are tokens of another kind, and so are numbers. */
export const SECRET_TEXT = /^(?![0-9.]+$)[^\s'"{}()[\]<>,;|]{6,}$/

/**
 * Diagnostics with secrets masked in all that they say: what `mask` knows (default: values of secret environment
 * variables, passwords in URLs), and what an override, or the line of a file, gives to a name that is one of a secret.
 */
export function maskDiagnostics(
  diagnostics: readonly Diagnostic[],
  mask: (text: string) => string = secretsMask(process.env),
): Diagnostic[] {
  const linesOf = lineReader()
  return diagnostics.map((diagnostic) => maskDiagnostic(diagnostic, mask, linesOf))
}

/** Texts that stand at the places of diagnostics and that no message about them may show. */
export function secretsOf(diagnostics: readonly Diagnostic[]): string[] {
  const linesOf = lineReader()
  return diagnostics.flatMap((diagnostic) => secretsAt(diagnostic, linesOf))
}

function maskDiagnostic(whole: Diagnostic, given: (text: string) => string, linesOf: ReadLines): Diagnostic {
  const { source, ...diagnostic } = whole
  const own = secretsAt(whole, linesOf)
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

function secretsAt({ source, secret }: Diagnostic, linesOf: ReadLines): string[] {
  if (source?.kind === 'file') return secretsInYaml(linesOf(source.file), source.line)
  if (source?.kind !== 'override') return []
  return [...(secret ? [source.text.slice(...source.range)] : []), ...secretsInLine(source.text)]
}
