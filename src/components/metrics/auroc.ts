import type { TargetKind } from '../../nn/losses/task-loss.js'
import { type Accumulator, type ClassMeasureParams, type MeasuredRows, TaskMeasure } from './task-measure.js'

/** Keys of `AUROC`. */
export interface AUROCParams extends ClassMeasureParams {
  /** A class or label that no row has, or every row, has no area: it is left out (default), or counts 0. */
  absent_classes?: 'left_out' | 'zero'
}

/**
 * The area under the ROC curve, as scikit-learn's `roc_auc_score`: the chance that a row of a class has a higher score
 * for it than a row of none, where equal scores count one half. Of several classes each against the others, of several
 * labels each by itself, then their mean.
 */
export class AUROC extends TaskMeasure {
  constructor({ absent_classes = 'left_out', ...params }: AUROCParams = {}) {
    super(params, {
      key: 'auroc',
      better: 'higher',
      fits: ['class', 'labels'],
      start: (outputs, kind) => new Curves(outputs, kind, absent_classes === 'zero' ? 0 : null),
    })
  }
}

/** Keeps each row's scores: areas come from their ranks. */
class Curves implements Accumulator {
  readonly #scores: number[][]
  readonly #holds: boolean[][]

  constructor(
    private readonly outputs: number,
    private readonly kind: TargetKind,
    private readonly ofAbsent: 0 | null,
  ) {
    this.#scores = Array.from({ length: outputs }, () => [])
    this.#holds = Array.from({ length: outputs }, () => [])
  }

  add({ y, logits, targets }: MeasuredRows): void {
    const { outputs, kind } = this
    for (const [row, label] of y.entries()) {
      const own = logits.subarray(row * outputs, (row + 1) * outputs)
      const scores = kind === 'class' ? shares(own) : own
      for (let output = 0; output < outputs; output++) {
        const holds = kind === 'class' ? label === output : targets[row * outputs + output] === 1
        this.#scores[output]?.push(scores[output] as number)
        this.#holds[output]?.push(holds)
      }
    }
  }

  value(): number | null {
    // Two classes have one curve: the second one's, whose mirror the first one's is.
    const from = this.kind === 'class' && this.outputs === 2 ? 1 : 0
    const areas = this.#scores
      .slice(from)
      .flatMap((scores, i) => area(scores, this.#holds[from + i] as boolean[]) ?? this.ofAbsent ?? [])
    return areas.length === 0 ? null : areas.reduce((sum, each) => sum + each, 0) / areas.length
  }
}

/** Probabilities of classes. */
function shares(logits: Float32Array): Float64Array {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY)
  const powers = Float64Array.from(logits, (logit) => Math.exp(logit - largest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** Mann and Whitney's: from the ranks of the scores, where those that are equal share the mean of theirs. */
function area(scores: readonly number[], holds: readonly boolean[]): number | null {
  const rows = Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number))
  const positive = holds.filter(Boolean).length
  const negative = rows.length - positive
  if (positive === 0 || negative === 0) return null
  let sum = 0
  for (let first = 0; first < rows.length; ) {
    let last = first
    while (last + 1 < rows.length && scores[rows[last + 1] as number] === scores[rows[first] as number]) last++
    const rank = (first + last) / 2 + 1
    for (let place = first; place <= last; place++) if (holds[rows[place] as number]) sum += rank
    first = last + 1
  }
  return (sum - (positive * (positive + 1)) / 2) / (positive * negative)
}
