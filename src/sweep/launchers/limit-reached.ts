import { RunError } from '../../util/run-error.js'

/** A job was ended because it took more than its launcher gives it. */
export class LimitReached extends RunError {
  /** @param more an override that gives it more: `hydra.launcher.timeout=20` */
  constructor(
    message: string,
    readonly more: string,
  ) {
    super(message)
  }
}
