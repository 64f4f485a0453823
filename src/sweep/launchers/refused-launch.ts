import { RunError } from '../../util/run-error.js'

/** Who was to run a job does not take it, nor any other that is handed over like that: none was begun. */
export class RefusedLaunch extends RunError {
  /** @param way an override with which it is taken: `hydra.launcher.partition=null`; and what it has then */
  constructor(
    message: string,
    readonly way?: { more: string; what: string },
  ) {
    super(message)
  }
}
