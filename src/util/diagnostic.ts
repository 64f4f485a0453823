import type { DiagnosticCode } from './diagnostic-codes.js'
import type { FileSource, Source } from './source.js'

export type { DiagnosticCode }

/** A slip in a file of which it is certain what was meant. */
export interface Fix {
  /** The key or value that holds it. */
  source: FileSource
  /** What is wrong of its text. */
  from: string
  /** What takes the place of that. */
  to: string
}

/** What looks for mistakes stops when it has found as many. */
export const MOST_FOUND = 200

/** One thing that is wrong, said so that its reader can mend it. */
export interface Diagnostic {
  /** Stable, kebab-case name of the kind of error, such as `unknown-key`: one of ours, or a plugin's own. */
  code: DiagnosticCode | (string & {})
  /** A warning is printed and does not stop a run. Default: error. */
  severity?: 'error' | 'warning'
  /** Dotted path of the config value at fault, or `''`. */
  path: string
  /** One sentence without a full stop: what is wrong, and what was expected. */
  message: string
  source?: Source
  /** What stands at its place is a secret, and is shown as `***`. */
  secret?: true
  /** Printed under the caret, such as `did you mean 'lr'?`. */
  hint?: string
  /** Where the hint is certain: one name alone is near the one at fault, and it stands in a file. */
  fix?: Fix
  /** Facts printed in the last line, joined with ` · `, such as `known keys: lr, betas`. */
  notes?: readonly string[]
}

/**
 * Bad input. Everything wrong that one stage found, at once, in order of place.
 * The command line prints it without a stack trace and exits with 2.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: ErrorOptions) {
    const all = Array.isArray(diagnostics) ? (diagnostics as readonly Diagnostic[]) : [diagnostics as Diagnostic]
    super(
      all.map((d) => (d.path && !d.message.includes(d.path) ? `${d.path}: ${d.message}` : d.message)).join('\n'),
      options,
    )
    this.diagnostics = all
  }
}
