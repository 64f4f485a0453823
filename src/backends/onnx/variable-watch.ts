import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { OnnxBackend } from './backend.js'
import type { Stored } from './stored.js'

/** The values that variables have before a step, also those that the step makes. */
export class VariableWatch {
  readonly #before = new Map<Variable, Tensor>()
  readonly #backend: OnnxBackend

  constructor(backend: OnnxBackend) {
    this.#backend = backend
    for (const variable of Object.values(tf.engine().registeredVariables)) this.#note(variable)
  }

  during<T>(step: () => T): T {
    const engine = tf.engine()
    const original = engine.makeVariable
    engine.makeVariable = (...args: Parameters<typeof original>) => this.#note(original.apply(engine, args))
    try {
      return step()
    } finally {
      engine.makeVariable = original
    }
  }

  /** Variables by the values that they had. */
  byValue(): Map<Stored, Variable> {
    return new Map([...this.#before].map(([variable, { dataId }]) => [this.#backend.stored(dataId), variable]))
  }

  /** Those that have other values now. */
  changed(): Variable[] {
    const changed = ([variable, { dataId }]: [Variable, Tensor]) => !variable.isDisposed && variable.dataId !== dataId
    return [...this.#before].filter(changed).map(([variable]) => variable)
  }

  /** Gives them back what they had; once, and nothing else after it. */
  restore(): void {
    for (const variable of this.changed()) variable.assign(this.#before.get(variable) as Tensor)
    this.dispose()
  }

  dispose(): void {
    for (const value of this.#before.values()) value.dispose()
    this.#before.clear()
  }

  #note(variable: Variable): Variable {
    // a clone keeps the values alive
    this.#before.set(variable, tf.keep(variable.clone()))
    return variable
  }
}
