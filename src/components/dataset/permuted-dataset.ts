import type { TaskDesign } from './base-dataset.js'
import { BaseDataset } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import type { PermutationMode } from './permutation.js'
import { permutationTable } from './permutation.js'
import type { DataSource } from './source.js'

export interface PermutedParams {
  permutation_mode?: PermutationMode
  /** Seed of each task's permutation by its id. Null: task t has seed t − 1. */
  permutation_seeds?: ByTask<number> | null
}

type Settled = Required<Omit<DatasetParams, 'augmentation'>> &
  Pick<DatasetParams, 'augmentation'> &
  Required<PermutedParams>

/** Tasks that are one data set with the pixels in a fixed order of each task's own. */
export abstract class PermutedDataset extends BaseDataset {
  readonly #load: (root: string | null) => Promise<DataSource>
  readonly #mode: PermutationMode
  readonly #seeds: ByTask<number> | null

  constructor(params: Settled, load: (root: string | null) => Promise<DataSource>) {
    super(params)
    this.#load = load
    this.#mode = params.permutation_mode
    this.#seeds = params.permutation_seeds
  }

  protected async loadSources(): Promise<ReadonlyMap<number, DataSource>> {
    const source = await this.#load(this.params.root)
    return new Map(Array.from({ length: this.numTasks }, (_, i) => [i + 1, source]))
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    const seed = this.#seeds ? (this.#seeds[String(taskId)] ?? null) : taskId - 1
    return { source, permutation: (shape) => permutationTable(shape, this.#mode, seed) }
  }
}
