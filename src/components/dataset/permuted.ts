import type { TaskDesign } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import { OneSource } from './one-source.js'
import type { PermutationMode } from './permutation.js'
import { permutationTable } from './permutation.js'
import { digitsDefaults } from './shared-defaults.js'
import type { DataSource } from './source.js'
import type { SourceSpec } from './sources/source-params.js'

/** Keys of `Permuted`, beside those of every data set. */
export interface PermutedParams extends DatasetParams {
  permutation_mode?: PermutationMode
  /** Seed of each task's permutation by its id. Null: task t has seed t − 1. */
  permutation_seeds?: ByTask<number> | null
}

/** Tasks that are one data set with the pixels in a fixed order of each task's own. */
export class Permuted extends OneSource {
  readonly #mode: PermutationMode
  readonly #seeds: ByTask<number> | null

  constructor(params: PermutedParams & { source?: SourceSpec } = {}) {
    super({ ...digitsDefaults, mean: null, std: null, ...params })
    this.#mode = params.permutation_mode ?? 'first_channel_only'
    this.#seeds = params.permutation_seeds ?? null
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    const seed = this.#seeds ? (this.#seeds[String(taskId)] ?? null) : taskId - 1
    return { source, permutation: (shape) => permutationTable(shape, this.#mode, seed) }
  }
}
