import { GradientAccumulator } from '../nn/accumulate-gradients.js'
import { clipGradients } from '../nn/clip-gradients.js'
import { Interrupted } from '../util/interrupted.js'
import type { Batch, TrainingOutputs } from './algorithm.js'
import type { Checkpoint, Position } from './checkpoint.js'
import { countBatches } from './count-batches.js'
import type { ArrayBatch } from './dataset.js'
import { evaluate, toBatch } from './evaluation-loop.js'
import { FitCheckpoints, generatorAt } from './fit-checkpoints.js'
import { type Loop, metricSetup, timed } from './loop.js'
import { OperationProfile } from './operation-profile.js'
import { requireFiniteWeights } from './require-finite.js'
import { stepScheduler } from './step-scheduler.js'
import { disposeOutputs } from './step-tensors.js'
import { TrainRecorder } from './train-recorder.js'
import type { StopReason } from './trainer-state.js'
import { trainingBatches } from './training-batches.js'
import { type TrainedBatch, TrainingSteps } from './training-steps.js'

/** How training ended, and how fast it was. */
export interface FitResult {
  /** `stopped` by a callback, `pruned` by the sweep, `interrupted` by the context's signal, or `completed`. */
  status: 'completed' | StopReason
  /** Epochs done, also before it was resumed. */
  epochs: number
  /** Optimizer steps. */
  steps: number
  /** Rows trained on, all epochs together. */
  rows: number
  /** After how many batches a time was over that ended training; missing: none was. */
  timedOutAfter?: number | undefined
  /** Why steps ran operation by operation; null: they were calls. Undefined: the backend has no such calls. */
  byOps: string | null | undefined
  /** Time in training batches, without validation. */
  trainSeconds: number
  /** `performance.now()` at the end of the first training step: ms since the process started. */
  firstBatchAt: number | null
}

type WithinEpoch = Exclude<Position, { at: 'epoch' }>

/** One call of `Trainer.fit`, in Lightning's order of hooks, validations, scheduler steps and logged rows. */
export class FitLoop {
  readonly #accumulator: GradientAccumulator
  readonly #recorder: TrainRecorder
  readonly #checkpoints: FitCheckpoints
  #compiled: TrainingSteps | undefined
  #profile: OperationProfile | undefined
  #valInterval = 1
  #rows = 0
  #trainMs = 0
  #firstBatchAt: number | null = null

  constructor(private readonly loop: Loop) {
    this.#recorder = new TrainRecorder(loop)
    this.#accumulator = new GradientAccumulator(loop.state.options.accumulate_grad_batches)
    this.#checkpoints = new FitCheckpoints(loop, this.#accumulator, this.#recorder, {
      get: () => ({
        totalBatches: this.loop.state.totalBatches,
        rows: this.#rows,
        trainMs: this.#trainMs,
        latest: this.#recorder.latest,
      }),
      set: ({ totalBatches, rows, trainMs, latest }) => {
        this.loop.state.totalBatches = totalBatches
        this.#rows = rows
        this.#trainMs = trainMs
        this.#recorder.latest = latest
      },
    })
  }

  async run(): Promise<FitResult> {
    const { state, algorithm, hooks, metrics, dataset, resumeFrom } = this.loop
    const { train, validation, validationInterval } = countBatches(this.loop)
    state.numTrainBatches = train
    state.numValBatches = validation
    this.#valInterval = validationInterval
    for (const metric of metrics) metric.onFitStart?.(metricSetup(this.loop, dataset.trainTasks))
    try {
      state.restoring = resumeFrom !== undefined
      if (!resumeFrom) dataset.drawSetup?.(state.generator)
      await hooks.call('onFitStart', state, algorithm)
      if (!resumeFrom) await this.#sanityCheck()
      state.startClock()
      await hooks.call('onTrainStart', state, algorithm)
      if (resumeFrom) this.#checkpoints.restore(resumeFrom)
      this.#compiled = TrainingSteps.of(this.loop, this.#accumulator)
      if (state.options.profile) this.#profile = new OperationProfile(state.context.log, this.loop.saveProfile)
      if (resumeFrom) await this.#goOn(resumeFrom)
      while (!this.#done()) await timed(this.loop, 'training epoch', () => this.#epoch())
      await hooks.call('onTrainEnd', state, algorithm)
      await hooks.call('onFitEnd', state, algorithm)
    } catch (error) {
      // what was trained so far is the caller's to save
      if (!(error instanceof Interrupted)) throw error
      await this.#checkpoints.interrupted()
      state.stopReason = 'interrupted'
      await hooks.call('onException', state, algorithm, error)
    } finally {
      this.#profile?.end()
      this.#compiled?.dispose()
      this.#accumulator.dispose()
      this.#recorder.discard()
    }
    return {
      status: state.stopReason ?? 'completed',
      epochs: state.currentEpoch,
      steps: state.globalStep,
      rows: this.#rows,
      timedOutAfter: state.timedOutAfter,
      byOps: this.#compiled ? this.#compiled.byOps : state.byOps,
      trainSeconds: this.#trainMs / 1000,
      firstBatchAt: this.#firstBatchAt,
    }
  }

  get #validates(): boolean {
    return this.loop.state.numValBatches.some((batches) => batches > 0)
  }

  async #sanityCheck(): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    const wanted = state.options.num_sanity_val_steps
    if (wanted === 0 || !this.#validates) return
    const limits = state.numValBatches.map((batches) => (wanted === -1 ? batches : Math.min(wanted, batches)))
    state.sanityChecking = true
    await hooks.call('onSanityCheckStart', state, algorithm)
    // a copy, because a look at the data must not change the run
    await evaluate(this.loop, 'validation', limits, state.generator.clone())
    await hooks.call('onValidationEnd', state, algorithm)
    await hooks.call('onSanityCheckEnd', state, algorithm)
    state.takeRow()
    state.sanityChecking = false
  }

  #done(): boolean {
    const { state } = this.loop
    const { max_epochs: epochs } = state.options
    return (
      state.numTrainBatches === 0 || this.#stepsDone() || (epochs !== -1 && state.currentEpoch >= epochs) || state.ends
    )
  }

  #stepsDone(): boolean {
    const { globalStep, options } = this.loop.state
    return options.max_steps !== -1 && globalStep >= options.max_steps
  }

  /** Finishes the epoch in which the checkpoint was made. */
  async #goOn(checkpoint: Checkpoint): Promise<void> {
    const { position } = checkpoint.snapshot
    this.loop.state.restoring = false
    if (position.at !== 'epoch') await this.#epoch(position)
  }

  /** @param from where within the epoch to go on; undefined: from its start. */
  async #epoch(from?: WithinEpoch): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    if (!from) {
      await hooks.call('onTrainEpochStart', state, algorithm)
      state.batchIdx = 0
      this.#checkpoints.epochStarts()
    }
    const finished = await this.#batches(from)
    await requireFiniteWeights(this.loop)
    await this.#epochEnd(finished)
    state.currentEpoch++
    await this.#checkpoints.epochDone(finished)
  }

  /** @returns whether the epoch's last batch was done. */
  async #batches(from?: WithinEpoch): Promise<boolean> {
    const { state, dataset } = this.loop
    let finished = false
    if (from) {
      finished = state.batchIdx === state.numTrainBatches - 1
      if (from.at === 'validation') await this.#endBatch(finished)
      if (this.#epochEnds(finished)) return finished
      state.batchIdx++
    }
    // the state's generator has drawn the order already
    const generator = from ? generatorAt(from.epochGenerator) : state.generator
    for await (const arrays of trainingBatches(this.loop, generator, state.batchIdx)) {
      const start = performance.now()
      finished = state.batchIdx === state.numTrainBatches - 1
      const batch = toBatch(arrays, dataset.sampleShape)
      await timed(this.loop, 'training batch', () => this.#batch(batch, arrays, finished))
      this.#trainMs += performance.now() - start
      this.#firstBatchAt ??= performance.now()
      this.#profile?.batchDone(start)
      await this.loop.breath.take()
      await this.#endBatch(finished)
      if (this.#epochEnds(finished)) break
      state.batchIdx++
    }
    return finished
  }

  #epochEnds(finished: boolean): boolean {
    return finished || this.#stepsDone() || this.loop.state.ends
  }

  async #batch(batch: Batch, arrays: ArrayBatch, last: boolean): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    const { log_every_n_steps: logEvery } = state.options
    const steps = this.#steps(last)
    state.logsThisStep = logEvery > 0 && (state.loggedStep + 1) % logEvery === 0
    if (hooks.has('onTrainBatchStart')) {
      await hooks.call('onTrainBatchStart', state, algorithm, batch, state.batchIdx)
    }
    const { outputs, done, half } = await timed(this.loop, 'training step', () => this.#train(batch, steps))
    try {
      // before the step, or with a way back: a loss that is not finite leaves the weights that it came from
      await this.#recorder.push(outputs, batch, arrays, done || half ? () => this.#compiled?.undo() : undefined)
      half?.run()
      if (steps && !done && !half) await timed(this.loop, 'optimizer step', () => this.#optimizerStep())
      if (steps) await this.#stepped(batch, outputs)
      if (last) stepScheduler(this.loop, { interval: 'epoch', monitored: false })
      this.#rows += arrays.size
      state.totalBatches++
      if (hooks.has('onTrainBatchEnd')) {
        await hooks.call('onTrainBatchEnd', state, algorithm, outputs, batch, state.batchIdx)
      }
    } finally {
      half?.dispose()
      disposeOutputs(outputs)
      batch[0].dispose()
    }
    if (steps && (state.logsThisStep || state.stopReason)) await this.#recorder.logStep()
    else state.takeRow()
  }

  /** As one call, where the backend and the step allow it; else up to the gradients. */
  async #train(batch: Batch, update: boolean): Promise<TrainedBatch> {
    const { state, algorithm } = this.loop
    if (this.#compiled && state.byOps === undefined) return await this.#compiled.run(batch, update)
    const { outputs, gradients } = await algorithm.gradients(batch)
    this.#accumulator.add(gradients)
    return { outputs, done: false }
  }

  /** Lightning steps on the last batch even where fewer were accumulated. */
  #steps(last: boolean): boolean {
    const { batchIdx, options } = this.loop.state
    return last || (batchIdx + 1) % options.accumulate_grad_batches === 0
  }

  async #optimizerStep(): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    const gradients = this.#accumulator.take()
    if (hooks.has('onBeforeOptimizerStep')) await hooks.call('onBeforeOptimizerStep', state, algorithm, gradients)
    const { gradient_clip_val: limit, gradient_clip_algorithm: by } = state.options
    const clipped = clipGradients(gradients, limit, by)
    algorithm.optimizer.step(clipped)
    for (const { value } of clipped) value.dispose()
  }

  async #stepped(batch: Batch, outputs: TrainingOutputs): Promise<void> {
    const { state, algorithm } = this.loop
    await algorithm.afterStep?.(batch, outputs)
    state.globalStep++
    stepScheduler(this.loop, { interval: 'step', monitored: false })
  }

  async #endBatch(last: boolean): Promise<void> {
    const { state } = this.loop
    const stepped = this.#steps(last)
    if (this.#validationIsDue()) {
      await this.#checkpoints.validationStarts()
      await timed(this.loop, 'validation', () => this.#validate())
    }
    if (stepped) {
      stepScheduler(this.loop, { interval: 'step', monitored: true })
      state.loggedStep++
    }
    await this.#checkpoints.batchDone(stepped)
  }

  #validationIsDue(): boolean {
    const { state } = this.loop
    const { check_val_every_n_epoch: everyEpoch } = state.options
    if (!this.#validates) return false
    if (everyEpoch !== null && (state.currentEpoch + 1) % everyEpoch !== 0) return false
    if (state.stopReason === 'stopped' && state.ends) return true
    const batches = everyEpoch === null ? state.totalBatches : state.batchIdx + 1
    return batches % this.#valInterval === 0
  }

  async #validate(): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    await this.#recorder.flush()
    const { values } = await evaluate(this.loop, 'validation', state.numValBatches)
    state.log(values)
    await hooks.call('onValidationEnd', state, algorithm)
    await state.logNow(state.takeRow(), { step: state.loggedStep, epoch: state.currentEpoch })
  }

  async #epochEnd(finished: boolean): Promise<void> {
    const { state, algorithm, hooks } = this.loop
    state.log(await this.#recorder.epochEnd())
    await hooks.call('onTrainEpochEnd', state, algorithm)
    if (finished) stepScheduler(this.loop, { interval: 'epoch', monitored: true })
    await state.logNow(state.takeRow(), { step: Math.max(0, state.loggedStep - 1), epoch: state.currentEpoch })
    const answer = await state.context.report(Object.fromEntries(state.metrics), state.currentEpoch)
    if (answer === 'prune') state.stop('pruned')
  }
}
