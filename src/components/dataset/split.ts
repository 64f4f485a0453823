import type { TaskDesign } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import { OneSource } from './one-source.js'
import { digitsDefaults, pairs } from './shared-defaults.js'
import type { DataSource } from './source.js'
import type { SourceSpec } from './sources/source-params.js'

/** Keys of `Split`, beside those of every data set. */
export interface SplitParams extends DatasetParams {
  /** Labels of each task by its id; their order gives the task's classes 0, 1, … */
  class_split?: ByTask<readonly number[]>
}

/** Tasks that are some of the classes of one data set each. */
export class Split extends OneSource {
  readonly #classSplit: ByTask<readonly number[]>

  constructor(params: SplitParams & { source?: SourceSpec } = {}) {
    super({ ...digitsDefaults, mean: null, std: null, num_classes: 2, ...params })
    this.#classSplit = params.class_split ?? pairs
  }

  protected override expectedClasses(): undefined {
    return undefined
  }

  /** CLArena finds the rows of a task's classes by going through all images, as they are made for training. */
  protected override imagesSeenAtSetup(taskId: number, source: DataSource): number {
    const { labels = [] } = this.design(taskId, source)
    return labels.length < source.classes ? source.train.rows.count : 0
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    return { source, labels: this.#classSplit[String(taskId)] ?? [] }
  }
}
