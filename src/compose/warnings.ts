import type { Diagnostic } from '../util/diagnostic.js'

/** The warnings of one composition, and of what is resolved afterwards: each once. */
export class Warnings {
  readonly #all = new Map<string, Diagnostic>()
  readonly #tell: ((warning: Diagnostic) => void) | undefined

  /** @param tell called for each warning as it arises */
  constructor(tell?: (warning: Diagnostic) => void) {
    this.#tell = tell
  }

  readonly add = (warning: Diagnostic): void => {
    const name = JSON.stringify([warning.code, warning.path, warning.message])
    if (this.#all.has(name)) return
    this.#all.set(name, warning)
    this.#tell?.(warning)
  }

  /** In the order in which they arose. */
  get all(): readonly Diagnostic[] {
    return [...this.#all.values()]
  }
}
