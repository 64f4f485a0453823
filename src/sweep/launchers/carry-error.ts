import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import { Interrupted } from '../../util/interrupted.js'
import { RunError } from '../../util/run-error.js'
import { perhapsUsers, UserError } from '../../util/user-error.js'
import type { LeftError } from '../job-outcome-file.js'

/** An error as plain data, for another process. */
export function packError(thrown: unknown): LeftError {
  const error = perhapsUsers(thrown)
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof ConfigError) return { kind: 'config', message, diagnostics: [...error.diagnostics] }
  const cause = error instanceof UserError ? error.cause : error
  const stack = cause instanceof Error && cause.stack !== undefined ? { stack: cause.stack } : {}
  if (!(error instanceof RunError)) return { kind: 'other', message, ...stack }
  return { kind: 'run', message, ...(error.hint !== undefined && { hint: error.hint }), ...stack }
}

/** The error that another process has packed. */
export function unpackError({ kind, message, hint, diagnostics, stack }: LeftError): Error {
  if (kind === 'config') return new ConfigError((diagnostics ?? []) as Diagnostic[])
  const error = kind === 'run' ? new RunError(message, hint === undefined ? {} : { hint }) : new Error(message)
  if (stack !== undefined) error.stack = stack
  return error
}

/** The same of a job that was told to stop. */
export function unpackInterruption({ message }: LeftError): Interrupted {
  return new Interrupted(message)
}
