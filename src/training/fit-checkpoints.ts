import type { GradientAccumulator } from '../nn/accumulate-gradients.js'
import { loadStateDict, stateDict } from '../nn/state-dict.js'
import { Generator, type GeneratorState } from '../util/generator.js'
import type { Checkpoint, LoopProgress, Position, Snapshot } from './checkpoint.js'
import type { Loop, Participants } from './loop.js'
import { orDamaged, restoreState } from './restore-state.js'
import type { TrainRecorder } from './train-recorder.js'

interface Progress {
  get(): LoopProgress
  set(progress: LoopProgress): void
}

/** When training is saved, what of it, and how it goes on from there. */
export class FitCheckpoints {
  #epochGenerator: GeneratorState | undefined
  #beforeValidation: Snapshot | undefined

  constructor(
    private readonly loop: Loop,
    private readonly accumulator: GradientAccumulator,
    private readonly recorder: TrainRecorder,
    private readonly progress: Progress,
  ) {}

  get #enabled(): boolean {
    const { saveCheckpoint, state } = this.loop
    return saveCheckpoint !== undefined && state.options.enable_checkpointing && state.options.fast_dev_run === 0
  }

  /** Before the epoch's order is drawn. */
  epochStarts(): void {
    if (this.#enabled) this.#epochGenerator = this.loop.state.generator.getState()
  }

  /** Where a run goes on that is interrupted while it validates. */
  async validationStarts(): Promise<void> {
    if (!this.#enabled) return
    await this.recorder.flush()
    this.#beforeValidation = await this.#snapshot(this.#within('validation'))
  }

  async batchDone(stepped: boolean): Promise<void> {
    this.#beforeValidation = undefined
    const { globalStep, options } = this.loop.state
    const every = options.checkpoint_every_n_steps
    if (stepped && every !== null && globalStep % every === 0) await this.#save(this.#within('batch'))
  }

  /** @param finished whether the epoch's last batch was done */
  async epochDone(finished: boolean): Promise<void> {
    this.#epochGenerator = undefined
    await this.#save(finished ? { at: 'epoch' } : { at: 'epoch', cut: true })
  }

  /** Saves what is done so far; nothing where training had not begun, since it begins anew then. */
  async interrupted(): Promise<void> {
    if (this.#epochGenerator) await this.#save(this.#within('validation'), true)
  }

  async #save(position: Position, last = false): Promise<void> {
    const { loop, recorder, accumulator } = this
    if (!this.#enabled) return
    await recorder.flush()
    const snapshot = this.#beforeValidation ?? (await this.#snapshot(position))
    const after = Promise.all(loop.state.loggers.map((logger) => logger.sync?.()))
    // Whoever waits for it gets the error.
    after.catch(() => {})
    const { algorithm, state } = loop
    const [model, optimizer] = [await stateDict(algorithm), await algorithm.optimizer.stateDict()]
    const gradients = await accumulator.stateDict()
    await loop.saveCheckpoint?.({ step: state.globalStep, snapshot, model, optimizer, gradients }, { last, after })
  }

  #within(at: 'batch' | 'validation'): Position {
    return { at, epochGenerator: this.#epochGenerator as GeneratorState }
  }

  async #snapshot(position: Position): Promise<Snapshot> {
    const { state, algorithm, participants } = this.loop
    return {
      position,
      trainer: state.stateDict(),
      loop: this.progress.get(),
      generator: state.generator.getState(),
      lrScheduler: algorithm.lrScheduler?.stateDict() ?? null,
      algorithm: (await algorithm.onSaveCheckpoint?.()) ?? null,
      metrics: statesOf(participants.metrics),
      callbacks: statesOf(participants.callbacks),
      loggers: statesOf(participants.loggers),
    }
  }

  /**
   * Puts everything where it was.
   * @throws ConfigError where the checkpoint is another model's or optimizer's
   */
  restore({ snapshot, model, optimizer, gradients }: Checkpoint): void {
    const { state, algorithm, participants } = this.loop
    orDamaged('weights', () => loadStateDict(algorithm, model))
    orDamaged('optimizer', () => algorithm.optimizer.loadStateDict(optimizer))
    orDamaged('gradients', () => this.accumulator.loadStateDict(algorithm.parameters(), gradients))
    if (snapshot.lrScheduler && algorithm.lrScheduler) {
      restoreState('lr_scheduler', algorithm.lrScheduler, snapshot.lrScheduler)
    }
    if (snapshot.algorithm !== null) orDamaged('algorithm', () => algorithm.onLoadCheckpoint?.(snapshot.algorithm))
    // earlier versions kept the time of batches alone
    state.loadStateDict({ seconds: snapshot.loop.trainMs / 1000, ...snapshot.trainer })
    orDamaged('generator', () => state.generator.setState(snapshot.generator))
    this.progress.set(snapshot.loop)
    for (const kind of ['metrics', 'callbacks'] as const) {
      for (const [name, participant] of Object.entries(participants[kind])) {
        if (Object.hasOwn(snapshot[kind], name)) restoreState(`${kind}.${name}`, participant, snapshot[kind][name])
      }
    }
    if (snapshot.position.at !== 'epoch') this.#epochGenerator = snapshot.position.epochGenerator
  }
}

/** A generator of its own at a saved place. */
export function generatorAt(state: GeneratorState): Generator {
  const generator = new Generator(BigInt(state.seed))
  generator.setState(state)
  return generator
}

function statesOf(named: Participants[keyof Participants]): Record<string, unknown> {
  const states = Object.entries(named).map(([name, participant]) => [name, participant.stateDict?.()] as const)
  return Object.fromEntries(states.filter(([, state]) => state !== undefined))
}
