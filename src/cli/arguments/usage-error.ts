import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'

/** A mistake in the command line. `text` is what was typed, `part` what is wrong of it: all, without it. */
export function usageDiagnostic(
  message: string,
  { text, part = text, hint, notes }: { text?: string; part?: string; hint?: string; notes?: readonly string[] } = {},
): Diagnostic {
  const start = text === undefined || part === undefined ? 0 : Math.max(0, text.lastIndexOf(part))
  return {
    code: 'usage',
    path: '',
    message,
    hint,
    notes,
    source:
      text === undefined
        ? undefined
        : { kind: 'override', text, range: [start, start + (part as string).length], origin: 'command line' },
  }
}

/** A mistake in the command line that a command finds itself. */
export function usageError(message: string, hint?: string, notes?: readonly string[]): ConfigError {
  return new ConfigError(usageDiagnostic(message, { hint, notes }))
}
