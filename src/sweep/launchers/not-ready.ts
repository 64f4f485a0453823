import { ConfigError } from '../../util/diagnostic.js'
import { RunError } from '../../util/run-error.js'

/**
 * What a launcher needs for every job, and is not there, is a mistake in what was asked for: nothing has been run.
 * @param path the key that says where it is
 */
export function notReady(error: unknown, path: string): unknown {
  if (!(error instanceof RunError)) return error
  const { message, hint } = error
  return new ConfigError(
    { code: 'launcher-not-ready', path, message, ...(hint !== undefined && { hint }) },
    { cause: error },
  )
}
