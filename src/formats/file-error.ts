import type { Diagnostic } from '../util/diagnostic.js'
import { ConfigError } from '../util/diagnostic.js'

/** Where in a file: a line and column of text, or a byte of a binary file (from 0). */
export type FilePlace = { line: number; column: number } | { byte: number }

export interface FileErrorOptions {
  place?: FilePlace
  hint?: string | undefined
  notes?: readonly string[]
  cause?: unknown
}

/**
 * A data file is not what it should be. The place is part of the message: data files are often compressed or binary, so
 * there is no line of text to show.
 */
export function fileDiagnostic(file: string, message: string, options: FileErrorOptions = {}): Diagnostic {
  const { place, hint, notes } = options
  const at = !place ? file : 'line' in place ? `${file}:${place.line}:${place.column}` : `${file} at byte ${place.byte}`
  return {
    code: 'invalid-file',
    path: '',
    message: `${at}: ${message}`,
    hint,
    notes,
  }
}

/** `fileDiagnostic` as an error. */
export function fileError(file: string, message: string, options: FileErrorOptions = {}): ConfigError {
  const { cause } = options
  return new ConfigError(fileDiagnostic(file, message, options), cause === undefined ? undefined : { cause })
}
