import type { TaskDesign } from './base-dataset.js'
import { BaseDataset } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import { digitsDefaults } from './shared-defaults.js'
import type { DataSource } from './source.js'
import { loadSources } from './sources/load-source.js'
import type { SourceSpec } from './sources/source-params.js'

/** Keys of `Combined`, beside those of every data set. */
export interface CombinedParams extends DatasetParams {
  /** Each task's data set by its id. */
  datasets?: ByTask<SourceSpec>
  /** Labels of a task, where it takes some of its data set's classes only. */
  class_split?: ByTask<readonly number[] | null> | null
}

/** Tasks that are a data set each, brought to one shape. */
export class Combined extends BaseDataset {
  readonly #datasets: ByTask<SourceSpec>
  readonly #classSplit: ByTask<readonly number[] | null>

  constructor(params: CombinedParams = {}) {
    const datasets = params.datasets ?? { 1: 'optdigits' }
    super({ ...digitsDefaults, mean: null, std: null, num_tasks: Object.keys(datasets).length, ...params })
    this.#datasets = datasets
    this.#classSplit = params.class_split ?? {}
  }

  protected async loadSources(): Promise<ReadonlyMap<number, DataSource>> {
    const { root, memory_limit: memoryLimit } = this.params
    const specs = new Map<number, SourceSpec>()
    for (let taskId = 1; taskId <= this.numTasks; taskId++) {
      const spec = this.#datasets[String(taskId)]
      if (spec !== undefined) specs.set(taskId, spec)
    }
    return loadSources(specs, {
      root,
      memoryLimit,
      at: (taskId) => `dataset.datasets.${taskId}`,
      kindOf: (taskId) => this.kindOf(taskId),
    })
  }

  protected override targetsOf(taskId: number): number {
    const spec = this.#datasets[String(taskId)]
    return typeof spec === 'object' && Array.isArray(spec.label_column) ? spec.label_column.length : 1
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    const labels = this.#classSplit[String(taskId)]
    return labels ? { source, labels } : { source }
  }
}
