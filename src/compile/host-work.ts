import type { Rank, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

export type Numbers = Float32Array | Int32Array

/** What JavaScript does for one step beside its tensors: runs again before each replay. */
export class HostWork {
  /** Of these the step's tensors are made; their values differ from step to step. */
  readonly arrays = new Set<Numbers>()
  readonly #instructions: (() => void)[] = []
  readonly #conditions: (() => boolean)[] = []

  /** Whether all that the form of the step depends on is as it was. */
  holds(): boolean {
    return this.#conditions.every((condition) => condition())
  }

  require(condition: () => boolean): void {
    this.#conditions.push(condition)
  }

  add(instruction: () => void): void {
    this.#instructions.push(instruction)
  }

  run(): void {
    for (const instruction of this.#instructions) instruction()
  }
}

let current: HostWork | undefined
/** Whether what runs now will run again before each replay. */
let repeated = false

/** Notes what `step` declares while it runs. */
export function recordHostWork<T>(step: (work: HostWork) => T): { work: HostWork; result: T } {
  const work = new HostWork()
  const outer = current
  current = work
  try {
    return { work, result: step(work) }
  } finally {
    current = outer
  }
}

/** Whether a step is being recorded: what it computes must then not depend on the values that it is given. */
export function recordsStep(): boolean {
  return current !== undefined
}

/**
 * A tensor of numbers that differ from step to step, made by JavaScript: labels, weights of rows, random draws.
 * @param fill writes all of them, and is called again for each step that is replayed: it may only read what lives on
 *   (the batch's labels, an optimizer's options, a generator), and must write each element.
 */
export function hostTensor<R extends Rank>(
  shape: readonly number[],
  dtype: 'float32' | 'int32',
  fill: (values: Numbers) => void,
): Tensor<R> {
  const size = shape.reduce((product, side) => product * side, 1)
  const values = dtype === 'float32' ? new Float32Array(size) : new Int32Array(size)
  again(() => fill(values))
  current?.arrays.add(values)
  current?.add(() => fill(values))
  return tf.tensor<R>(values, [...shape] as never, dtype)
}

/** A tensor of an array that others write before each step: the batch's labels, or what a `hostEffect` fills. */
export function staticTensor<R extends Rank>(values: Numbers, shape: readonly number[]): Tensor<R> {
  current?.arrays.add(values)
  return tf.tensor<R>(values, [...shape] as never, values instanceof Float32Array ? 'float32' : 'int32')
}

/** What each step does on the host beside making tensors, such as counting: it is done now, and for each replay. */
export function hostEffect(effect: () => void): void {
  again(effect)
  current?.add(effect)
}

/**
 * Something on which the form of a step depends, such as whether there is momentum. A step is not replayed any more
 * once it has changed.
 */
export function hostConstant<T>(of: () => T): T {
  const value = again(of)
  current?.require(() => sameValue(of(), value))
  return value
}

/**
 * While a step is recorded, an object whose values are constants of the step, where they are not read again anyway.
 */
export function hostConstants<T extends object>(values: T): T {
  if (!current) return values
  const known = new Set<PropertyKey>()
  return new Proxy(values, {
    get: (target, key) => {
      const value = Reflect.get(target, key)
      if (!repeated && !known.has(key)) {
        known.add(key)
        hostConstant(() => Reflect.get(target, key))
      }
      return value
    },
  })
}

function again<T>(work: () => T): T {
  const outer = repeated
  repeated = true
  try {
    return work()
  } finally {
    repeated = outer
  }
}

/** Lists by their items. */
function sameValue(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Object.is(a, b)
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]))
}
