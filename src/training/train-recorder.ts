import { RunError } from '../util/run-error.js'
import type { TrainingOutputs } from './algorithm.js'
import type { ArrayBatch } from './dataset.js'
import type { Loop } from './loop.js'
import type { BatchResult, MetricValues } from './metric.js'
import { type PendingResult, PendingResults } from './pending-results.js'

/** Training results on their way to metrics and loggers: read late, logged under the step that they are of. */
export class TrainRecorder {
  readonly #pending: PendingResults
  /** Values of the newest step that was read. */
  #latest: MetricValues = {}

  constructor(private readonly loop: Loop) {
    this.#pending = new PendingResults((result, pending) => this.#visit(result, pending))
  }

  /** Takes copies: the caller keeps and frees the step's outputs. */
  async push(outputs: TrainingOutputs, { y, taskIds, size }: ArrayBatch): Promise<void> {
    const { state } = this.loop
    await this.#pending.push({
      loss_cls: outputs.loss_cls.clone(),
      preds: outputs.preds.clone(),
      y: y.slice(0, size),
      taskIds: taskIds.slice(0, size),
      epoch: state.currentEpoch,
      batchIdx: state.batchIdx,
      step: state.loggedStep,
    })
  }

  #visit(result: BatchResult, at: PendingResult): void {
    if (!Number.isFinite(result.loss_cls)) throw divergence(result.loss_cls, at, this.#latest)
    for (const metric of this.loop.metrics) Object.assign(this.#latest, metric.onTrainBatch?.(result))
    this.loop.state.remember(this.#latest)
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
}

function divergence(loss: number, at: PendingResult, before: MetricValues): RunError {
  const last = before['train/loss_cls_batch']
  const story = last === undefined ? 'it was the first step' : `the step before it had ${last.toPrecision(4)}`
  return new RunError(
    `the training loss became ${loss} in epoch ${at.epoch}, batch ${at.batchIdx} (step ${at.step}); ${story}`,
    { hint: 'try a smaller optimizer.lr, or trainer.gradient_clip_val=1; see the metrics before this step' },
  )
}
