import { setImmediate } from 'node:timers/promises'

/** Ctrl-C is heard this often. */
const EVERY_MS = 50

/** Lets a signal be heard in a long row of steps that wait for nothing. */
export class Breath {
  readonly #signal: AbortSignal
  #drawn = performance.now()

  constructor(signal: AbortSignal) {
    this.#signal = signal
  }

  /** Called after each step. @returns whether the signal was heard */
  async draw(): Promise<boolean> {
    if (performance.now() - this.#drawn <= EVERY_MS) return false
    await setImmediate()
    this.#drawn = performance.now()
    return this.#signal.aborted
  }
}
