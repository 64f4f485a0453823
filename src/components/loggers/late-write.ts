/** Rows wait in memory no longer than this: ms. */
const LONGEST_WAIT = 1000

/** Writes what waits in memory soon, also where little is logged: who looks at a running run sees it. */
export class LateWrite {
  readonly #write: () => void
  #timer: NodeJS.Timeout | undefined
  #failure: unknown

  constructor(write: () => void) {
    this.#write = write
  }

  /** Something waits. */
  begin(): void {
    this.#timer ??= setTimeout(() => this.#late(), LONGEST_WAIT).unref()
  }

  /** It is written now. @throws what was thrown where it was written late */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const failure = this.#failure
    this.#failure = undefined
    if (failure !== undefined) throw failure
  }

  #late(): void {
    try {
      this.#write()
    } catch (error) {
      // Nobody catches what a timer throws: the run fails where it logs again, or ends.
      this.#failure = error
    }
  }
}
