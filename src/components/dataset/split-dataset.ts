import type { TaskDesign } from './base-dataset.js'
import { BaseDataset } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import type { DataSource } from './source.js'

export interface SplitParams {
  /** Labels of each task by its id; their order gives the task's classes 0, 1, … */
  class_split?: ByTask<readonly number[]>
}

type Settled = Required<Omit<DatasetParams, 'augmentation'>> &
  Pick<DatasetParams, 'augmentation'> &
  Required<SplitParams>

/** Tasks that are some of the classes of one data set each. */
export abstract class SplitDataset extends BaseDataset {
  readonly #load: (root: string | null) => Promise<DataSource>
  readonly #classSplit: ByTask<readonly number[]>

  constructor(params: Settled, load: (root: string | null) => Promise<DataSource>) {
    super(params)
    this.#load = load
    this.#classSplit = params.class_split
  }

  protected async loadSources(): Promise<ReadonlyMap<number, DataSource>> {
    const source = await this.#load(this.params.root)
    return new Map(Array.from({ length: this.numTasks }, (_, i) => [i + 1, source]))
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    return { source, labels: this.#classSplit[String(taskId)] ?? [] }
  }
}
