import { RunError } from '../../util/run-error.js'

/** A job cannot end well by what its launcher is told: it took more than that, or the cluster does not have it. */
export class LimitReached extends RunError {
  /**
   * @param more an override that gives it more: `hydra.launcher.timeout=20`
   * @param what it is given then
   */
  constructor(
    message: string,
    readonly more: string,
    readonly what = 'a higher limit',
  ) {
    super(message)
  }
}
