import type { Algorithm, Batch, TrainingOutputs } from '../training/algorithm.js'
import type { Callback } from '../training/callback.js'
import type { TrainerState } from '../training/trainer-state.js'

/** Times a run from within: a callback that the run itself adds. */
export class RunMeter implements Callback {
  readonly readsStep = false
  #first: number | undefined
  #last = 0
  #firstRows = 0
  #rows = 0

  onTrainBatchEnd(_trainer: TrainerState, _algorithm: Algorithm, _outputs: TrainingOutputs, [x]: Batch): void {
    this.#last = performance.now()
    const rows = x.shape[0] as number
    this.#rows += rows
    if (this.#first !== undefined) return
    this.#first = this.#last
    this.#firstRows = rows
  }

  /** Seconds from the start of the process to the end of the first training batch. */
  get firstBatchSeconds(): number | null {
    return this.#first === undefined ? null : this.#first / 1000
  }

  /** Training rows a second, from the end of the first batch on: validation between epochs counts as time. */
  get samplesPerSecond(): number | null {
    if (this.#first === undefined || this.#last === this.#first) return null
    return (this.#rows - this.#firstRows) / ((this.#last - this.#first) / 1000)
  }
}
