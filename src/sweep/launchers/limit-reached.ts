import { RunError } from '../../util/run-error.js'

/** A job cannot end well within what its launcher is told: it took more than that. */
export class LimitReached extends RunError {
  /** @param more an override that gives it more: `hydra.launcher.timeout=20` */
  constructor(
    message: string,
    readonly more: string,
  ) {
    super(message)
  }
}
