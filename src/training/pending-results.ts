import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { accuracy, taskResults } from './accuracy.js'
import type { BatchResult } from './metric.js'

/**
 * How many steps may run before their scalars are read: bounds memory, and how late a NaN is noticed. A backend that
 * computes beside JavaScript, and would have to be waited for, sets the flag when it starts.
 */
function capacity(): number {
  return Number(tf.env().getFlags().STEPS_AHEAD ?? 1)
}

/** What one step gave, still on the device. */
export interface PendingResult {
  loss_cls: Scalar
  /** `[rows]` */
  preds: Tensor1D
  /** Training: loss of each task present, where the algorithm gives it. */
  taskLosses?: ReadonlyMap<number, Scalar>
  /** `[rows]` true classes. */
  y: Int32Array
  /** Each row's task, or the one task of an evaluation. */
  taskIds: Int32Array | number
  /** Says in words what was not finite first; asked where the loss is not. */
  explain: () => Promise<string>
  epoch: number
  batchIdx: number
  step: number
}

/** Steps whose results were not read yet, so that no step waits for the device. Results are handed on in order. */
export class PendingResults {
  #queue: PendingResult[] = []
  readonly #capacity = capacity()

  constructor(private readonly visit: (result: BatchResult, pending: PendingResult) => Promise<void> | void) {}

  /** Takes over the tensors in `pending`. Flushes when full. */
  async push(pending: PendingResult): Promise<void> {
    this.#queue.push(pending)
    if (this.#queue.length >= this.#capacity) await this.flush()
  }

  /** Reads what is pending, hands it on, and frees it, also where `visit` throws. */
  async flush(): Promise<void> {
    const queue = this.#queue
    this.#queue = []
    try {
      for (const pending of queue) {
        const tasks = [...(pending.taskLosses ?? [])]
        const [loss, preds, ...losses] = await Promise.all(
          [pending.loss_cls, pending.preds, ...tasks.map(([, each]) => each)].map((tensor) => tensor.data()),
        )
        const taskLosses = tasks.map(([taskId], i) => [taskId, losses[i]?.[0] as number] as const)
        const result = resultOf(pending, loss?.[0] as number, preds as Int32Array, new Map(taskLosses))
        const visited = this.visit(result, pending)
        if (visited) await visited
      }
    } finally {
      for (const pending of queue) free(pending)
    }
  }

  /** Frees what is pending without reading it. */
  discard(): void {
    for (const pending of this.#queue) free(pending)
    this.#queue = []
  }
}

function resultOf(
  { y, taskIds }: PendingResult,
  loss_cls: number,
  preds: Int32Array,
  taskLosses: ReadonlyMap<number, number>,
): BatchResult {
  const result = { acc: accuracy(preds, y, taskIds), loss_cls, rows: y.length }
  if (typeof taskIds === 'number') return { ...result, taskId: taskIds, y, preds: () => preds }
  return { ...result, tasks: taskResults(preds, y, taskIds, taskLosses) }
}

function free({ loss_cls, preds, taskLosses }: PendingResult): void {
  loss_cls.dispose()
  preds.dispose()
  for (const loss of taskLosses?.values() ?? []) loss.dispose()
}
