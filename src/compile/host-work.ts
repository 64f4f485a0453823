import type { Rank, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

export type Numbers = Float32Array | Int32Array

/** What JavaScript does for one step beside its tensors: runs again before each replay. */
export class HostWork {
  /** Of these the step's tensors are made; their values differ from step to step. */
  readonly arrays = new Set<Numbers>()
  readonly #instructions: (() => void)[] = []

  add(instruction: () => void): void {
    this.#instructions.push(instruction)
  }

  run(): void {
    for (const instruction of this.#instructions) instruction()
  }
}

let current: HostWork | undefined

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
  fill(values)
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
  effect()
  current?.add(effect)
}
