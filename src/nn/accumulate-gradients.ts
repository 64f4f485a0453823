import * as tf from '@tensorflow/tfjs-core'
import type { Gradient, Parameter, StateDict, TensorData } from './parameter.js'

/**
 * Sums the gradients of several batches, each divided by their number, as Lightning's `accumulate_grad_batches` does.
 * A segment is present in the sum if it was in any of them. The caller takes the sum after `batches` batches, and at
 * the end of an epoch with fewer: that sum is still divided by `batches`.
 */
export class GradientAccumulator {
  private readonly sums = new Map<Parameter, Gradient>()
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
    this.count++
    for (const gradient of gradients) {
      const { parameter, value, present } = gradient
      const before = this.sums.get(parameter)
      if (this.batches === 1 && !before) {
        this.sums.set(parameter, gradient)
        continue
      }
      const sum = tf.tidy(() => {
        const share = tf.div(value, this.batches)
        return before ? tf.add(before.value, share) : share
      })
      value.dispose()
      before?.value.dispose()
      const all = present && (!before || before.present)
      const union = all ? present.map((here, lane) => here || before?.present?.[lane] === true) : undefined
      this.sums.set(parameter, { parameter, value: sum, present: union })
    }
  }

  /** The sums, which are the caller's from now on; starts anew. */
  take(): Gradient[] {
    const gradients = [...this.sums.values()]
    this.sums.clear()
    this.count = 0
    return gradients
  }

  /**
   * What was not taken yet, for checkpoints, as the variables have it: `<parameter>` and, for segments,
   * `<parameter>.present`.
   */
  async stateDict(): Promise<StateDict> {
    const state: StateDict = new Map()
    for (const [{ name }, { value, present }] of this.sums) {
      state.set(name, { dtype: 'float32', shape: value.shape, data: Float32Array.from(await value.data()) })
      if (!present) continue
      state.set(`${name}.present`, { dtype: 'int32', shape: [present.length], data: Int32Array.from(present, Number) })
    }
    if (this.count > 0) state.set('count', { dtype: 'int32', shape: [], data: Int32Array.of(this.count) })
    return state
  }

  loadStateDict(parameters: readonly Parameter[], state: StateDict): void {
    this.dispose()
    this.count = Number(state.get('count')?.data[0] ?? 0)
    for (const parameter of parameters) {
      const saved = state.get(parameter.name)
      if (!saved) continue
      const value = tf.tensor(saved.data as Float32Array, [...saved.shape])
      const present = state.get(`${parameter.name}.present`)
      this.sums.set(parameter, { parameter, value, present: present && lanes(present) })
    }
  }

  /** Forgets what was not taken. */
  dispose(): void {
    for (const { value } of this.take()) value.dispose()
  }
}

function lanes({ data }: TensorData): boolean[] {
  return Array.from(data as Int32Array, (lane) => lane === 1)
}
