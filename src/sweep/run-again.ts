import { EndedWorker } from './launchers/ended-worker.js'
import { LostWorker } from './launchers/lost-worker.js'

/** Waits, ms, before a job is run again whose worker was lost: this, then twice as long each time. */
const FIRST_WAIT = 250
/** So often a worker of one job may be told to end: more of that is no rolling restart. */
export const MOST_ENDED = 100

/** Counts how often a job was run in vain, by why. */
export class RunAgain {
  readonly #retries: number
  #lost = 0
  #ended = 0

  /** @param retries how often a job is run again whose process was lost */
  constructor(retries = 0) {
    this.#retries = retries
  }

  /** Whether a job that has thrown this is run again: a process that was told to end uses up no retry. */
  after(error: unknown): error is LostWorker {
    if (error instanceof EndedWorker) return ++this.#ended <= MOST_ENDED
    return error instanceof LostWorker && ++this.#lost <= this.#retries
  }

  /** How long to wait before that, ms. */
  get wait(): number {
    return FIRST_WAIT * 2 ** Math.max(0, this.#lost - 1)
  }
}
