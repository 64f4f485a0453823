import { ConfigError } from './diagnostic.js'
import { Interrupted } from './interrupted.js'
import { RunError } from './run-error.js'
import { comesFromUser, describeThrown, showFrame, stacksOf, userFrame } from './thrown.js'

/**
 * Code that is the user's own has thrown: a plugin's component, a callback, an app's function. Its message says who,
 * where, and what.
 */
export class UserError extends RunError {
  /** @param who such as `callbacks 'timer' (mine.Timer) in onFitStart` */
  constructor(who: string, thrown: unknown) {
    const frame = userFrame(thrown)
    super(`${frame ? `${showFrame(frame)}  ` : ''}${who} threw: ${describeThrown(thrown)}`, { cause: thrown })
  }
}

/** Errors that say all there is to say: they pass through user code as they are. */
function isSaid(error: unknown): boolean {
  return error instanceof ConfigError || error instanceof RunError || error instanceof Interrupted
}

/** What came out of a call of somebody's code, as their error. */
export function thrownBy(who: string, error: unknown): unknown {
  return isSaid(error) ? error : new UserError(who, error)
}

/** The same if it is not known whose code was called: an error without any of the user's code stays as it is. */
export function perhapsUsers(error: unknown): unknown {
  if (isSaid(error) || !comesFromUser(error)) return error
  return new UserError(userFrame(error)?.name ?? 'code outside polyhead', error)
}

/**
 * The stack traces that a log keeps below an error's message, each line on its own; none where the message says all.
 */
export function traceOf(error: unknown): string {
  if (error instanceof UserError) return `\n${stacksOf(error.cause)}`
  return isSaid(error) ? '' : `\n${stacksOf(error)}`
}
