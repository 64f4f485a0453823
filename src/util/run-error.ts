/**
 * A run that failed for a reason its user can act on, such as a loss that became NaN.
 * The command line prints it without a stack trace and exits with 1.
 */
export class RunError extends Error {
  override readonly name = 'RunError'
  /** What to try next. */
  readonly hint?: string

  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    super(message, options)
    if (options.hint !== undefined) this.hint = options.hint
  }
}
