import type { Batch, TrainingOutputs } from './algorithm.js'
import type { ArrayBatch } from './dataset.js'
import { explainAgain, firstNonFinite } from './first-non-finite.js'
import { type Loop, lossOf } from './loop.js'
import type { BatchResult, MetricValues } from './metric.js'
import { type PendingResult, PendingResults } from './pending-results.js'
import { requireFiniteLoss } from './require-finite.js'

/** Training results on their way to metrics and loggers: read late, logged under the step that they are of. */
export class TrainRecorder {
  readonly #pending: PendingResults
  /** Values of the newest step that was read. */
  #latest: MetricValues = {}
  #lastLoss: number | undefined

  constructor(private readonly loop: Loop) {
    this.#pending = new PendingResults(
      async (result, pending) => await this.#visit(result, pending),
      lossOf(loop.dataset),
    )
  }

  /**
   * The caller keeps and frees the step's outputs.
   * @param undo of a step that has changed the weights already: they are to be those that its loss came from.
   */
  async push(outputs: TrainingOutputs, [x]: Batch, arrays: ArrayBatch, undo?: () => void): Promise<void> {
    const { y, taskIds, size, pairs = size } = arrays
    const { state, algorithm } = this.loop
    const explain = async () => {
      if (!undo) return await firstNonFinite(algorithm, { x, activations: outputs.activations })
      undo()
      return await explainAgain(algorithm, x, { stage: 'train', taskIds })
    }
    await this.#pending.push({
      loss_cls: outputs.loss_cls,
      preds: outputs.preds,
      taskLosses: outputs.taskLosses ?? new Map(),
      y: y.slice(0, pairs),
      taskIds: taskIds.slice(0, pairs),
      explain,
      epoch: state.currentEpoch,
      batchIdx: state.batchIdx,
      step: state.loggedStep,
    })
  }

  async #visit(result: BatchResult, at: PendingResult): Promise<void> {
    await requireFiniteLoss(this.loop, 'train', result, at, this.#before())
    this.#lastLoss = result.loss_cls
    this.#tellLosses(result)
    for (const metric of this.loop.metrics) Object.assign(this.#latest, metric.onTrainBatch?.(result))
    this.loop.state.remember(this.#latest)
  }

  #tellLosses({ tasks }: BatchResult): void {
    const { algorithm } = this.loop
    if (!algorithm.onTrainLosses) return
    const losses = Array.from(tasks ?? [], ([taskId, { loss_cls }]) => [taskId, loss_cls] as const)
    algorithm.onTrainLosses(new Map(losses.filter((each): each is [number, number] => each[1] !== undefined)))
  }

  /** @throws RunError where a loss that was pending is not finite. */
  async flush(): Promise<void> {
    await this.#pending.flush()
  }

  /** Writes the newest step's row. */
  async logStep(): Promise<void> {
    const { state } = this.loop
    await this.flush()
    await state.logNow({ ...this.#latest, ...state.takeRow() }, { step: state.loggedStep, epoch: state.currentEpoch })
  }

  /** Values of the newest step, for checkpoints. */
  get latest(): MetricValues {
    return { ...this.#latest }
  }

  set latest(values: MetricValues) {
    this.#latest = { ...values }
  }

  async epochEnd(): Promise<MetricValues> {
    await this.flush()
    const values: MetricValues = {}
    for (const metric of this.loop.metrics) Object.assign(values, metric.onTrainEpochEnd?.())
    return values
  }

  discard(): void {
    this.#pending.discard()
  }

  #before(): string {
    const last = this.#lastLoss ?? this.#latest['train/loss_cls_batch']
    return last === undefined ? ', the first step' : `; the step before it had ${last.toPrecision(4)}`
  }
}
