import { mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { writeSafetensors } from '../../formats/safetensors.js'
import { stateDict } from '../../nn/state-dict.js'
import { writeFileAtomic } from '../../rundir/write-file.js'
import type { Algorithm } from '../../training/algorithm.js'
import type { Callback } from '../../training/callback.js'
import type { TrainerState } from '../../training/trainer-state.js'
import type { TrainingPlan } from '../../training/training-plan.js'
import { checkpointName, templateNames } from './checkpoint-name.js'
import { firstLook, looksAfterEpochs, type Mode, shownValue, WatchedMetric } from './watched-metric.js'

/** Keys of `ModelCheckpoint`, as Lightning's. */
export interface ModelCheckpointParams {
  /** The logged metric to look at; null: the newest weights are saved. Default: `learning_curve/val/loss_cls`. */
  monitor?: string | null
  mode?: Mode
  /** How many of the best are kept; −1: all; 0: none. Default: 1. */
  save_top_k?: number
  /** The folder of the files that are named by `filename`. Default: the run's checkpoints. */
  dirpath?: string | null
  /**
   * What such files are called, such as `{epoch:02d}-{val/acc:.2f}`. Null (default): `{epoch}-{step}`, where there are
   * such files at all: where `dirpath` is given, or several are kept.
   */
  filename?: string | null
  /** `{epoch}` gives `epoch=3` instead of `3`. Default: true. */
  auto_insert_metric_name?: boolean
  /** A name that is taken gets `-v1` and so on. Default: true. */
  enable_version_counter?: boolean
  /** Also save the weights at the end of each epoch; `link` is the same as true. Default: false. */
  save_last?: boolean | 'link' | null
  /** Look in every n-th epoch only; 0: in none. Null (default): in each, unless steps are counted. */
  every_n_epochs?: number | null
  /** Look after every n-th optimizer step instead; null (default): after epochs. */
  every_n_train_steps?: number | null
  /** Look at the end of training epochs, or of validations; null (default): as Lightning chooses. */
  save_on_train_epoch_end?: boolean | null
  /** Save the weights also where training ends by an error or is interrupted. Default: false. */
  save_on_exception?: boolean
  verbose?: boolean
  /** The run's folder of checkpoints: the run gives it. */
  checkpoints?: string
}

/** Where it stands, for checkpoints. Numbers are text: some are infinite. Files are named within their folder. */
interface State {
  best: string
  kept?: [name: string, value: string][]
  last?: string
  savedStep?: number
  waits?: true
}

/**
 * Saves the weights by Lightning's rules: as checkpoint `best` when a metric is at its best, `last` at the end of each
 * epoch or where there is no metric to look at, and, where names or several are asked for, as safetensors under those
 * names.
 */
export class ModelCheckpoint implements Callback {
  readonly developmentRun = false
  readonly readsStep = false
  readonly monitor: string | null
  readonly #watched: WatchedMetric | undefined
  readonly #params: ModelCheckpointParams
  readonly #topK: number
  readonly #folder: string | undefined
  readonly #everySteps: number
  readonly #everyEpochs: number
  /** Names of the files of the best, with their values, in the order in which they were saved. */
  #kept = new Map<string, number>()
  #last: string | null = null
  /** Names of weights that other callbacks do not take. */
  #bestName = 'best'
  #lastName = 'last'
  /** The optimizer step at which weights were saved last. */
  #savedStep = 0
  /** A step's turn came before the metric was there. */
  #waits = false
  #told = false

  constructor(params: ModelCheckpointParams = {}) {
    this.#params = params
    this.monitor = params.monitor === undefined ? 'learning_curve/val/loss_cls' : params.monitor
    if (this.monitor !== null) this.#watched = new WatchedMetric(this.monitor, params.mode ?? 'min')
    this.#topK = params.save_top_k ?? 1
    const { dirpath = null, filename = null } = params
    const named = dirpath !== null || filename !== null || this.#topK > 1 || this.#topK === -1
    this.#folder = named ? (dirpath ?? params.checkpoints) : undefined
    this.#everySteps = params.every_n_train_steps ?? 0
    this.#everyEpochs = params.every_n_epochs ?? (this.#everySteps > 0 ? 0 : 1)
  }

  /** The best value so far; infinite before the first. */
  get bestScore(): number | undefined {
    return this.#watched?.best
  }

  /** The files that it holds now. */
  get savedFiles(): ReadonlySet<string> {
    const names = [...this.#kept.keys(), ...(this.#last === null ? [] : [this.#last])]
    return new Set(names.map((name) => this.#pathOf(name)))
  }

  looksFrom(plan: TrainingPlan): number | undefined {
    // after steps it waits for a validation
    return this.#everyEpochs > 0 ? firstLook(plan, this.#afterEpochs(plan)) : undefined
  }

  onFitStart(trainer: TrainerState): void {
    if (this.#watched && this.#topK !== 0) this.#bestName = trainer.claimWeights(this, 'best')
    const savesLast = this.#params.save_last || (this.monitor === null && this.#topK !== 0)
    if (savesLast && this.#folder === undefined) this.#lastName = trainer.claimWeights(this, 'last')
  }

  async onTrainBatchEnd(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (this.#everySteps === 0 || trainer.globalStep % this.#everySteps !== 0 || this.#isSaved(trainer)) return
    const ends = trainer.batchIdx === trainer.numTrainBatches - 1
    const validates = trainer.numValBatches.some((batches) => batches > 0)
    // a value that a validation is about to make anew is not the one to look at
    this.#waits =
      this.monitor !== null &&
      (!trainer.metrics.has(this.monitor) || (ends && validates && !this.#afterEpochs(trainer)))
    if (!this.#waits) await this.#save(trainer, algorithm)
  }

  async onValidationEnd(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (trainer.sanityChecking) return
    const waited = this.#waits
    if (!waited && this.#afterEpochs(trainer)) return
    this.#waits = false
    if (waited || this.#isTurn(trainer)) await this.#save(trainer, algorithm)
  }

  async onTrainEpochEnd(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (this.#afterEpochs(trainer) && this.#isTurn(trainer)) await this.#save(trainer, algorithm)
    if (this.#params.save_last && (this.#isTurn(trainer) || this.#isSaved(trainer))) {
      await this.#saveLast(trainer, algorithm)
    }
  }

  async onException(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (!this.#params.save_on_exception || trainer.sanityChecking || this.#isSaved(trainer)) return
    if (this.#folder !== undefined) await this.#write(this.#nameIn(trainer), algorithm)
    else await trainer.saveWeights?.(this.#nameIn(trainer))
  }

  async #save(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    const watched = this.#watched
    if (this.#topK === 0 || this.#isSaved(trainer)) return
    if (!watched) return await this.#keepNewest(trainer, algorithm)
    // what is not a number is worse than all others
    const read = watched.read(trainer, this)
    const worst = this.#params.mode === 'max' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
    const value = Number.isNaN(read) ? worst : read
    const isBest = watched.improve(value)
    if (isBest) await trainer.saveWeights?.(this.#bestName)
    const kept = await this.#keep(value, trainer, algorithm)
    if (!isBest && kept === undefined) return
    this.#savedStep = trainer.globalStep
    if (!this.#params.verbose) return
    const where = `in epoch ${trainer.currentEpoch + 1}`
    const name = isBest ? this.#bestName : kept
    trainer.context.log.info(`Saved checkpoint ${name}: ${watched.name} ${shownValue(value)} ${where}`)
  }

  /** @returns the file's name, where the value is among the best so many */
  async #keep(value: number, trainer: TrainerState, algorithm: Algorithm): Promise<string | undefined> {
    if (this.#folder === undefined) return undefined
    const isFull = this.#topK > 0 && this.#kept.size >= this.#topK
    const out = isFull ? this.#worst() : undefined
    if (out !== undefined && !this.#watched?.better(value, this.#kept.get(out) as number)) return undefined
    if (out !== undefined) this.#kept.delete(out)
    const name = this.#freeName(this.#nameIn(trainer), trainer)
    await this.#write(name, algorithm)
    this.#kept.set(name, value)
    if (out !== undefined && out !== name) rmSync(this.#pathOf(out), { force: true })
    return name
  }

  /** Without a metric: the newest alone, or all. */
  async #keepNewest(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (this.#folder === undefined) {
      await trainer.saveWeights?.(this.#lastName)
      this.#savedStep = trainer.globalStep
      return
    }
    const [previous] = this.#kept.keys()
    if (this.#topK === 1 && previous !== undefined) this.#kept.delete(previous)
    const name = this.#freeName(this.#nameIn(trainer), trainer)
    await this.#write(name, algorithm)
    this.#kept.set(name, 0)
    this.#savedStep = trainer.globalStep
    if (this.#topK === 1 && previous !== undefined && previous !== name) rmSync(this.#pathOf(previous), { force: true })
  }

  #worst(): string {
    const worse = (a: string, b: string) =>
      this.#watched?.better(this.#kept.get(a) as number, this.#kept.get(b) as number, 0) ? b : a
    return [...this.#kept.keys()].reduce(worse)
  }

  async #saveLast(trainer: TrainerState, algorithm: Algorithm): Promise<void> {
    if (this.#folder === undefined) {
      // without a metric the newest have this name already
      if (this.monitor !== null || !this.#isSaved(trainer)) await trainer.saveWeights?.(this.#lastName)
      return
    }
    this.#last ??= this.#freeName('last', trainer)
    await this.#write(this.#last, algorithm)
  }

  #nameIn(trainer: TrainerState): string {
    const { filename = null, auto_insert_metric_name: insert = true } = this.#params
    const { currentEpoch: epoch, globalStep: step, metrics } = trainer
    const unknown = templateNames(filename ?? '').find((name) => !metrics.has(name))
    if (unknown !== undefined && !this.#told) {
      this.#told = true
      const path = `${trainer.pathOf(this)}.filename`
      trainer.context.log.warn(`${path}: '${unknown}' is not logged, and is 0 in names of files`)
    }
    return checkpointName(filename, { epoch, step, metrics }, insert)
  }

  /** The name, with a version where another checkpoint of the run has it. */
  #freeName(name: string, trainer: TrainerState): string {
    if (this.#params.enable_version_counter === false) return name
    const own = this.savedFiles
    let found = name
    for (let version = 1; ; version++) {
      const path = this.#pathOf(found)
      if (!own.has(path) && !trainer.isSavedByOthers(this, path)) return found
      found = `${name}-v${version}`
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder ?? '', `${name}.safetensors`)
  }

  async #write(name: string, algorithm: Algorithm): Promise<void> {
    const file = this.#pathOf(name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileAtomic(file, writeSafetensors(await stateDict(algorithm)))
  }

  #isSaved({ globalStep }: TrainerState): boolean {
    return this.#savedStep === globalStep
  }

  #isTurn({ currentEpoch }: TrainerState): boolean {
    return this.#everyEpochs > 0 && (currentEpoch + 1) % this.#everyEpochs === 0
  }

  #afterEpochs(trainer: Pick<TrainerState, 'options'>): boolean {
    return this.#params.save_on_train_epoch_end ?? looksAfterEpochs(trainer)
  }

  stateDict(): State {
    return {
      best: String(this.#watched?.best),
      ...(this.#kept.size > 0 && { kept: Array.from(this.#kept, ([name, value]) => [name, String(value)]) }),
      ...(this.#last !== null && { last: this.#last }),
      ...(this.#savedStep > 0 && { savedStep: this.#savedStep }),
      ...(this.#waits && { waits: true }),
    }
  }

  loadStateDict(state: unknown): void {
    const { best, kept = [], last = null, savedStep = 0, waits = false } = state as State
    if (this.#watched) this.#watched.best = Number(best)
    this.#kept = new Map(kept.map(([name, value]) => [name, Number(value)]))
    this.#last = last
    this.#savedStep = savedStep
    this.#waits = waits
  }
}
