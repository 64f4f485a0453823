import type { Variable } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect } from '../compile/host-work.js'
import type { Gradient, Parameter, StateDict, TensorData } from './parameter.js'

/**
 * Sums the gradients of several batches, each divided by their number, as Lightning's `accumulate_grad_batches` does.
 * A segment is present in the sum if it was in any of them. The caller takes the sum after `batches` batches, and at
 * the end of an epoch with fewer: that sum is still divided by `batches`.
 */
export class GradientAccumulator {
  private readonly sums = new Map<Parameter, Sum>()
  /** Of the one batch that makes a step. */
  private single: readonly Gradient[] = []
  private count = 0

  /** @param batches how many batches make one step, ≥ 1. */
  constructor(readonly batches: number) {}

  /** Whether enough batches are in. */
  get full(): boolean {
    return this.count >= this.batches
  }

  /** Whether there is nothing to take. */
  get empty(): boolean {
    return this.count === 0
  }

  /** Takes the gradients of one batch over: their tensors are disposed, or returned by `take`. */
  add(gradients: readonly Gradient[]): void {
    if (this.batches === 1) {
      this.single = gradients
      this.count = 1
      return
    }
    const first = this.count === 0
    hostEffect(() => {
      this.count++
    })
    for (const { parameter, value, present } of gradients) {
      const sum = this.#sumOf(parameter)
      const total = tf.tidy(() => {
        const share = tf.div(value, this.batches)
        return first ? share : tf.add(sum.variable, share)
      })
      sum.variable.assign(total)
      total.dispose()
      value.dispose()
      sum.stacked = present !== undefined && (first || sum.stacked)
      if (!present) continue
      hostEffect(() => {
        for (const [lane, here] of present.entries()) sum.present[lane] = here || (!first && sum.present[lane] === true)
      })
    }
  }

  /** The sums, whose tensors are the caller's; starts anew. */
  take(): Gradient[] {
    if (this.batches === 1) {
      const gradients = [...this.single]
      this.single = []
      this.count = 0
      return gradients
    }
    hostEffect(() => {
      this.count = 0
    })
    return [...this.sums].map(([parameter, { variable, present, stacked }]) => {
      return { parameter, value: tf.clone<tf.Tensor>(variable), present: stacked ? present : undefined }
    })
  }

  /**
   * What was not taken yet, for checkpoints, as the variables have it: `<parameter>` and, for segments,
   * `<parameter>.present`.
   */
  async stateDict(): Promise<StateDict> {
    const state: StateDict = new Map()
    if (this.count === 0) return state
    for (const [{ name }, { variable, present, stacked }] of this.sums) {
      state.set(name, { dtype: 'float32', shape: variable.shape, data: Float32Array.from(await variable.data()) })
      if (!stacked) continue
      state.set(`${name}.present`, { dtype: 'int32', shape: [present.length], data: Int32Array.from(present, Number) })
    }
    state.set('count', { dtype: 'int32', shape: [], data: Int32Array.of(this.count) })
    return state
  }

  loadStateDict(parameters: readonly Parameter[], state: StateDict): void {
    this.dispose()
    this.count = Number(state.get('count')?.data[0] ?? 0)
    for (const parameter of parameters) {
      const saved = state.get(parameter.name)
      if (!saved) continue
      const present = state.get(`${parameter.name}.present`)
      const sum = this.#sumOf(parameter)
      sum.stacked = present !== undefined
      const value = tf.tensor(saved.data as Float32Array, [...saved.shape])
      sum.variable.assign(value)
      value.dispose()
      if (present) sum.present.splice(0, sum.present.length, ...lanes(present))
    }
  }

  /** Forgets what was not taken. */
  dispose(): void {
    for (const { value } of this.single) value.dispose()
    this.single = []
    for (const { variable } of this.sums.values()) variable.dispose()
    this.sums.clear()
    this.count = 0
  }

  #sumOf(parameter: Parameter): Sum {
    const known = this.sums.get(parameter)
    if (known) return known
    const zeros = tf.zeros(parameter.variable.shape)
    const sum: Sum = { variable: tf.variable(zeros, false), present: [], stacked: false }
    zeros.dispose()
    this.sums.set(parameter, sum)
    return sum
  }
}

/** The sum of one parameter's gradients: a variable, because it lasts from step to step. */
interface Sum {
  variable: Variable
  /** By segment; of a stacked parameter. */
  present: boolean[]
  stacked: boolean
}

function lanes({ data }: TensorData): boolean[] {
  return Array.from(data as Int32Array, (lane) => lane === 1)
}
