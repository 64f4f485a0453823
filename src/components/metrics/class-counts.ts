import type { TargetKind } from '../../nn/losses/task-loss.js'
import type { Accumulator, MeasuredRows } from './task-measure.js'

/** Rows by class or label: predicted right, wrongly taken for it, and missed. */
export class ClassCounts implements Accumulator {
  readonly hits: Float64Array
  readonly falseAlarms: Float64Array
  readonly misses: Float64Array

  constructor(
    readonly outputs: number,
    readonly kind: TargetKind,
    private readonly measure: (counts: ClassCounts) => number | null,
  ) {
    this.hits = new Float64Array(outputs)
    this.falseAlarms = new Float64Array(outputs)
    this.misses = new Float64Array(outputs)
  }

  add({ y, preds, logits, targets }: MeasuredRows): void {
    if (this.kind === 'class') {
      for (const [row, label] of y.entries()) {
        const guess = preds[row] as number
        if (guess === label) this.#count(this.hits, label)
        else {
          this.#count(this.misses, label)
          this.#count(this.falseAlarms, guess)
        }
      }
      return
    }
    for (const [i, logit] of logits.entries()) {
      const label = i % this.outputs
      const holds = targets[i] === 1
      if (logit > 0) this.#count(holds ? this.hits : this.falseAlarms, label)
      else if (holds) this.#count(this.misses, label)
    }
  }

  value(): number | null {
    return this.measure(this)
  }

  #count(counts: Float64Array, label: number): void {
    counts[label] = (counts[label] as number) + 1
  }
}
