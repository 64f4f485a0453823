import * as tf from '@tensorflow/tfjs-core'
import type { Gradient, Parameter } from './parameter.js'

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
      this.sums.set(parameter, { parameter, value: sum, ...(union && { present: union }) })
    }
  }

  /** The sums, which are the caller's from now on; starts anew. */
  take(): Gradient[] {
    const gradients = [...this.sums.values()]
    this.sums.clear()
    this.count = 0
    return gradients
  }

  /** Forgets what was not taken. */
  dispose(): void {
    for (const { value } of this.take()) value.dispose()
  }
}
