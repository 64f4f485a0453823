import type { Batch } from './algorithm.js'
import { labelValues } from './step-tensors.js'

/** A batch's labels and targets, in arrays that stay where they are: a recorded step reads them again each time. */
export interface StaticLabels {
  y: Int32Array
  taskIds: Int32Array
  targets: Float32Array | undefined
}

/** The same arrays for batches of the same sizes. */
export class StaticLabelArrays {
  readonly #bySizes = new Map<string, StaticLabels>()

  /** Those for a batch, with its labels and targets written into them. */
  fill([, y, taskIds, targets]: Batch): StaticLabels {
    const labels = labelValues(y)
    const key = `${labels.length} ${targets?.length}`
    const known = this.#bySizes.get(key) ?? {
      y: new Int32Array(labels.length),
      taskIds: new Int32Array(labels.length),
      targets: targets && new Float32Array(targets.length),
    }
    this.#bySizes.set(key, known)
    known.y.set(labels)
    known.taskIds.set(labelValues(taskIds))
    if (targets) known.targets?.set(targets)
    return known
  }
}
