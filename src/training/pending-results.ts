import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { BatchResult } from './metric.js'

/**
 * How many steps may run before their scalars are read: bounds memory, and how late a NaN is noticed. Only a backend that
 * computes beside JavaScript would have to be waited for.
 */
function capacity(): number {
  return tf.getBackend() === 'webgpu' ? 32 : 1
}

/** One step's scalars, still on the device. */
export interface PendingResult {
  acc: Scalar
  loss_cls: Scalar
  rows: number
  taskId?: number
  y?: Int32Array
  preds?: Tensor1D
  epoch: number
  batchIdx: number
  step: number
}

/** Steps whose results were not read yet, so that no step waits for the device. Results are handed on in order. */
export class PendingResults {
  #queue: PendingResult[] = []
  readonly #capacity = capacity()

  constructor(private readonly visit: (result: BatchResult, pending: PendingResult) => void) {}

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
        const [acc, lossCls] = await Promise.all([pending.acc.data(), pending.loss_cls.data()])
        this.visit(this.#result(pending, acc[0] as number, lossCls[0] as number), pending)
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

  #result(pending: PendingResult, acc: number, lossCls: number): BatchResult {
    const { rows, taskId, y, preds } = pending
    const result = { acc, loss_cls: lossCls, rows }
    if (taskId === undefined || y === undefined || preds === undefined) return result
    return { ...result, taskId, y, preds: () => preds.dataSync() as Int32Array }
  }
}

function free(pending: PendingResult): void {
  pending.acc.dispose()
  pending.loss_cls.dispose()
  pending.preds?.dispose()
}
