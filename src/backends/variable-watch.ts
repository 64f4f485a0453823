import type { DataId, Tensor, Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

/** The values that variables have before a step, also those that the step makes. */
export class VariableWatch {
  readonly #before = new Map<Variable, Tensor>()

  constructor() {
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

  /** Variables, each with the data that it had. */
  get all(): [Variable, DataId][] {
    return [...this.#before].map(([variable, { dataId }]) => [variable, dataId])
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
