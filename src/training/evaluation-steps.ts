import type { NamedTensorMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { CompiledSteps } from '../compile/compiled-steps.js'
import { stepExecutor } from '../compile/step-executor.js'
import type { Algorithm, Batch, EvaluationOutputs } from './algorithm.js'
import { StaticLabelArrays } from './static-labels.js'
import type { TrainerState } from './trainer-state.js'

export type EvaluationStage = 'validation' | 'test'

/** Where a batch stands: which of the stage, and of which of its tasks. */
export interface EvaluationPlace {
  stage: EvaluationStage
  batchIdx: number
  /** Counts the stage's tasks. */
  index: number
}

/** Batches of evaluations: one call each, where the backend has such calls and the algorithm's step can be recorded. */
export class EvaluationSteps {
  readonly #labels = new StaticLabelArrays()
  /** Undefined where the backend has no such calls, or may make none. */
  #compiled: CompiledSteps | undefined
  #started = false
  #told = false

  constructor(
    private readonly state: TrainerState,
    private readonly algorithm: Algorithm,
  ) {}

  run(batch: Batch, place: EvaluationPlace): EvaluationOutputs {
    this.#start()
    if (!this.#compiled || this.#compiled.reason !== undefined) return this.#outputs(this.#step(batch, place))
    const [x] = batch
    const rows = x.shape[0] as number
    const own = this.#labels.fill(batch)
    const step = () => this.#step([x, own.y, own.taskIds, own.targets], place)
    const outputs = this.#compiled.run(`${place.stage} ${place.index}, ${rows} rows`, [x], step)
    this.#tell(this.#compiled.reason)
    return this.#outputs(outputs)
  }

  dispose(): void {
    this.#compiled?.dispose()
  }

  #start(): void {
    const executor = !this.#started && this.state.options.compile ? stepExecutor() : undefined
    this.#started = true
    if (executor) this.#compiled = new CompiledSteps(executor, { early: false })
  }

  #step(batch: Batch, { stage, batchIdx, index }: EvaluationPlace): NamedTensorMap {
    const { algorithm } = this
    return tf.tidy(() => {
      const { preds, loss_cls, logits } =
        stage === 'test' ? algorithm.testStep(batch, batchIdx, index) : algorithm.validationStep(batch, batchIdx, index)
      return { preds, loss_cls, ...(logits && { logits }) }
    })
  }

  #outputs(outputs: NamedTensorMap): EvaluationOutputs {
    for (const tensor of Object.values(outputs)) tf.keep(tensor)
    return outputs as unknown as EvaluationOutputs
  }

  #tell(reason: string | undefined): void {
    if (reason === undefined || this.#told) return
    this.#told = true
    this.state.context.log.info(`evaluation runs operation by operation: ${reason}`)
  }
}
