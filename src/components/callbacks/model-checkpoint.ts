import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { TrainingPlan } from '../../training/training-plan.js'
import { firstLook, looksAfterEpochs, type Mode, shownValue, WatchedMetric } from './watched-metric.js'

/** Keys of `ModelCheckpoint`. */
export interface ModelCheckpointParams {
  /** The logged metric to look at; null saves no best weights. Default: `learning_curve/val/loss_cls`. */
  monitor?: string | null
  mode?: Mode
  /** Also save the weights at the end of each epoch. Default: false. */
  save_last?: boolean | null
  /** Look in every n-th epoch only. Default: 1. */
  every_n_epochs?: number | null
  verbose?: boolean
}

/** Saves the weights as checkpoint `best` when a metric is at its best, and as `last` at the end of each epoch. */
export class ModelCheckpoint implements Callback {
  readonly developmentRun = false
  readonly monitor: string | null
  readonly #watched: WatchedMetric | undefined
  readonly #params: ModelCheckpointParams

  constructor(params: ModelCheckpointParams = {}) {
    this.#params = params
    this.monitor = params.monitor === undefined ? 'learning_curve/val/loss_cls' : params.monitor
    if (this.monitor !== null) this.#watched = new WatchedMetric(this.monitor, params.mode ?? 'min')
  }

  /** The best value so far; infinite before the first. */
  get bestScore(): number | undefined {
    return this.#watched?.best
  }

  looksFrom(plan: TrainingPlan): number {
    return firstLook(plan, looksAfterEpochs(plan))
  }

  async onValidationEnd(trainer: TrainerState, _algorithm: Algorithm): Promise<void> {
    if (!trainer.sanityChecking && !looksAfterEpochs(trainer)) await this.#saveBest(trainer)
  }

  async onTrainEpochEnd(trainer: TrainerState, _algorithm: Algorithm): Promise<void> {
    if (looksAfterEpochs(trainer)) await this.#saveBest(trainer)
    if (this.#params.save_last && this.#isTurn(trainer)) await trainer.saveWeights?.('last')
  }

  async #saveBest(trainer: TrainerState): Promise<void> {
    const watched = this.#watched
    if (!watched || !this.#isTurn(trainer)) return
    const value = watched.read(trainer, this)
    if (!watched.improve(value)) return
    await trainer.saveWeights?.('best')
    if (this.#params.verbose) {
      const where = `in epoch ${trainer.currentEpoch + 1}`
      trainer.context.log.info(`Saved checkpoint best: ${watched.name} ${shownValue(value)} ${where}`)
    }
  }

  #isTurn({ currentEpoch }: TrainerState): boolean {
    return (currentEpoch + 1) % (this.#params.every_n_epochs ?? 1) === 0
  }

  stateDict(): unknown {
    return { best: String(this.#watched?.best) }
  }

  loadStateDict(state: unknown): void {
    const { best } = state as { best: string }
    if (this.#watched) this.#watched.best = Number(best)
  }
}
