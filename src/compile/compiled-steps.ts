import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { type HostWork, recordHostWork } from './host-work.js'
import { notePreparation } from './operation-times.js'
import type { CompiledStep, StepExecutor } from './step-executor.js'

/** Steps that compute the same: with as many rows, in the same phase. */
interface Kind {
  /** Undefined where it is not compiled before two recordings were the same. */
  compiled: CompiledStep | undefined
  work: HostWork
  signature: string
  /** Whether two recordings were the same. */
  confirmed: boolean
}

/**
 * Runs steps as one call each. A kind of step is recorded twice; where both recordings are the same it is replayed from
 * then on: what it declared to do on the host, then the call. A step that cannot be recorded, and all after it, run
 * operation by operation.
 */
export class CompiledSteps {
  readonly #executor: StepExecutor
  readonly #kinds = new Map<string, Kind>()
  readonly #early: boolean
  #last: CompiledStep | undefined
  #reason: string | undefined

  /**
   * @param options.early whether the first step of a kind is one call already (default): else kinds of which there is
   *   only one are not worth it.
   */
  constructor(executor: StepExecutor, { early = true }: { early?: boolean } = {}) {
    this.#executor = executor
    this.#early = early
  }

  /** Why steps run operation by operation; undefined: they do not. */
  get reason(): string | undefined {
    return this.#reason
  }

  /**
   * @param kind steps of the same one compute the same.
   * @param given tensors that differ from step to step.
   * @returns the step's outputs.
   */
  run(kind: string, given: readonly Tensor[], step: () => NamedTensorMap): NamedTensorMap {
    this.#last = undefined
    if (this.#reason !== undefined) return step()
    const known = this.#kinds.get(kind)
    if (!known?.confirmed || !known.compiled) return this.#record(kind, known, given, step)
    if (!known.work.holds()) {
      this.#giveUp('something that the form of a step depends on has changed')
      return step()
    }
    known.work.run()
    this.#last = known.compiled
    return known.compiled.run(given)
  }

  /** Takes back what the last step did to the variables. @returns whether it could. */
  undo(): boolean {
    this.#last?.undo()
    const undone = this.#last !== undefined
    this.#last = undefined
    return undone
  }

  dispose(): void {
    for (const { compiled } of this.#kinds.values()) compiled?.dispose()
    this.#kinds.clear()
  }

  #record(kind: string, known: Kind | undefined, given: readonly Tensor[], step: () => NamedTensorMap): NamedTensorMap {
    notePreparation()
    const { work, result } = recordHostWork(({ arrays }) => this.#executor.record(step, given, arrays))
    if ('reason' in result) {
      this.#giveUp(result.reason)
      return result.outputs
    }
    const { signature } = result
    if (known && known.signature !== signature) {
      this.#giveUp('two runs of the step differ: it depends on numbers that are not declared')
      return result.runByOps()
    }
    const compiled = known?.compiled ?? (known || this.#early ? result.compile() : undefined)
    this.#kinds.set(kind, { compiled, work, signature, confirmed: known !== undefined })
    if (!compiled) return result.runByOps()
    compiled.bind(result)
    this.#last = compiled
    return compiled.run(given)
  }

  #giveUp(reason: string): void {
    this.#reason = reason
    this.dispose()
  }
}
