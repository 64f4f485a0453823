import * as tf from '@tensorflow/tfjs-core'
import { startWasm } from '../backends/start-wasm.js'

/**
 * One thing that a component must hold. Give it to a test runner by its name:
 * @example
 * ```ts
 * import { test } from 'node:test'
 * for (const { name, run } of optimizerChecks(() => new Lion())) test(name, run)
 * ```
 */
export interface Check {
  /** What holds. */
  readonly name: string
  /** @throws AssertionError where it does not hold; any error of the component's own. */
  readonly run: () => Promise<void>
}

/** A check that computes: on the backend that is chosen already, else on WebAssembly. */
export function computingCheck(name: string, body: () => void | Promise<void>): Check {
  return {
    name,
    async run() {
      if (!tf.getBackend()) await startWasm()
      await body()
    },
  }
}
