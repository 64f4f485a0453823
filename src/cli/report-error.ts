import { ConfigError } from '../util/diagnostic.js'
import { Interrupted } from '../util/interrupted.js'
import { maskDiagnostics, secretsOf } from '../util/mask-diagnostics.js'
import { maskSecrets } from '../util/mask-secrets.js'
import { RunError } from '../util/run-error.js'
import { printJson, tell, tellDiagnostics } from '../util/terminal.js'
import { describeThrown, stacksOf } from '../util/thrown.js'
import { perhapsUsers, UserError } from '../util/user-error.js'
import { EXIT } from './exit.js'

/**
 * Prints what went wrong to standard error (with `json`, to standard output as data), and says which exit code that is.
 */
export function reportError(thrown: unknown, { debug = false, json = false } = {}): number {
  const error = perhapsUsers(thrown)
  const code = exitCode(error)
  if (json) printJson({ status: 'failed', exit_code: code, errors: asData(error) })
  else if (error instanceof ConfigError) tellDiagnostics(error.diagnostics)
  else tell(`${describe(error)}\n`)
  if (debug) tell(`\n${stackOf(error)}\n`)
  return code
}

/** A stack begins with the message. */
function stackOf(error: unknown): string {
  const secrets = error instanceof ConfigError ? secretsOf(error.diagnostics) : []
  return maskSecrets(stacksOf(error instanceof UserError ? error.cause : error), {}, secrets)
}

function exitCode(error: unknown): number {
  if (error instanceof ConfigError) return EXIT.usage
  if (error instanceof Interrupted) return EXIT.interrupted
  return EXIT.failed
}

function describe(error: unknown): string {
  if (error instanceof RunError) return error.hint ? `${error.message}\n${error.hint}` : error.message
  if (error instanceof Interrupted) return error.message
  return `${describeThrown(error)}\nThis should not happen. Run again with --debug to see where it comes from.`
}

function asData(error: unknown): unknown[] {
  if (error instanceof ConfigError) return maskDiagnostics(error.diagnostics)
  return [
    {
      code: error instanceof Error ? error.name : 'error',
      path: '',
      message: maskSecrets(error instanceof Error ? error.message : String(error)),
    },
  ]
}
