import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Numbers } from '../compile/host-work.js'
import { lookAt } from '../compile/look-at.js'
import { crossEntropy, targetKind } from '../nn/losses/task-loss.js'
import { classAccuracy, type LossOf, labelAccuracy, meanAccuracy, taskResults } from './accuracy.js'
import type { BatchResult } from './metric.js'

/**
 * How many steps may run before their scalars are read: bounds memory, and how late a NaN is noticed. A backend that
 * computes beside JavaScript, and would have to be waited for, sets the flag when it starts.
 */
function capacity(): number {
  return Number(tf.env().getFlags().STEPS_AHEAD ?? 1)
}

/** What one step gave, on the device. */
export interface PendingResult {
  loss_cls: Scalar
  /** `[rows]` */
  preds: Tensor1D
  /** Training: loss of each task present, where the algorithm gives it. */
  taskLosses?: ReadonlyMap<number, Scalar>
  /** Evaluation: `[rows, outputs]` of the task's head, where the algorithm gives them. */
  logits?: Tensor2D
  /** `[pairs]` true classes. */
  y: Int32Array
  /** Evaluation: `[rows, outputs]` targets of a task without classes. */
  targets?: Float32Array | undefined
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

  constructor(
    private readonly visit: (result: BatchResult, pending: PendingResult) => Promise<void> | void,
    private readonly lossOf: LossOf = () => crossEntropy,
  ) {}

  /** Reads when full. The tensors in `pending` stay the caller's: those of a step that waits are copied. */
  async push(pending: PendingResult): Promise<void> {
    if (this.#capacity === 1) return await this.#read(pending)
    this.#queue.push(copyOf(pending))
    if (this.#queue.length >= this.#capacity) await this.flush()
  }

  /** Reads what is pending, hands it on, and frees it, also where `visit` throws. */
  async flush(): Promise<void> {
    const queue = this.#queue
    this.#queue = []
    try {
      for (const pending of queue) await this.#read(pending)
    } finally {
      for (const pending of queue) free(pending)
    }
  }

  /** Frees what is pending without reading it. */
  discard(): void {
    for (const pending of this.#queue) free(pending)
    this.#queue = []
  }

  async #read(pending: PendingResult): Promise<void> {
    const tasks = [...(pending.taskLosses ?? [])]
    const wanted = [pending.loss_cls, pending.preds, pending.logits, ...tasks.map(([, each]) => each)]
    const values = wanted.map((each) => each && lookAt(each))
    const waits = values.some((each) => each instanceof Promise)
    const [loss, preds, logits, ...losses] = waits ? await Promise.all(values) : (values as (Numbers | undefined)[])
    const taskLosses = tasks.map(([taskId], i) => [taskId, losses[i]?.[0] as number] as const)
    const found = {
      loss_cls: loss?.[0] as number,
      // metrics keep those of an evaluation
      preds: (typeof pending.taskIds === 'number' ? preds?.slice() : preds) as Int32Array,
      logits: logits?.slice() as Float32Array | undefined,
      taskLosses: new Map(taskLosses),
    }
    const result = resultOf(pending, found, this.lossOf)
    const visited = this.visit(result, pending)
    if (visited) await visited
  }
}

/** A step's numbers, read. */
interface Found {
  loss_cls: number
  preds: Int32Array
  logits: Float32Array | undefined
  taskLosses: ReadonlyMap<number, number>
}

function resultOf({ y, taskIds, targets }: PendingResult, found: Found, lossOf: LossOf): BatchResult {
  const { loss_cls, preds, logits } = found
  if (typeof taskIds !== 'number') {
    const tasks = taskResults(preds, y, taskIds, found.taskLosses, lossOf)
    const acc = meanAccuracy(tasks)
    return { ...(acc !== undefined && { acc }), loss_cls, rows: y.length, tasks }
  }
  const acc = classAccuracy(preds, y, taskIds, lossOf)
  const result = { ...(acc !== undefined && { acc }), loss_cls, rows: y.length }
  const own = { ...result, taskId: taskIds, y, preds: () => preds, ...(logits && { logits }) }
  const loss = lossOf(taskIds)
  if (targetKind(loss) === 'class') {
    const weights = loss.name === 'cross_entropy' ? loss.classWeights : undefined
    return weights ? { ...own, mass: y.reduce((sum, label) => sum + (weights[label] as number), 0) } : own
  }
  const isLabels = targetKind(loss) === 'labels' && logits !== undefined && targets !== undefined
  return { ...own, ...(targets && { targets }), ...(isLabels && { acc: labelAccuracy(logits, targets) }) }
}

function copyOf(pending: PendingResult): PendingResult {
  const { loss_cls, preds, logits, taskLosses = [] } = pending
  const copies = Array.from(taskLosses, ([taskId, loss]) => [taskId, loss.clone() as Scalar] as const)
  return {
    ...pending,
    loss_cls: loss_cls.clone(),
    preds: preds.clone(),
    taskLosses: new Map(copies),
    ...(logits && { logits: logits.clone() }),
  }
}

function free({ loss_cls, preds, logits, taskLosses }: PendingResult): void {
  loss_cls.dispose()
  preds.dispose()
  logits?.dispose()
  for (const loss of taskLosses?.values() ?? []) loss.dispose()
}
