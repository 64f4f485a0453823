import type { TaskDesign } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import { OneSource } from './one-source.js'
import { digitsDefaults } from './shared-defaults.js'
import type { DataSource } from './source.js'
import type { SourceSpec } from './sources/source-params.js'

/** Keys of `Rotated`, beside those of every data set. */
export interface RotatedParams extends DatasetParams {
  /**
   * Angle of each task in degrees, counter-clockwise: by its id, or in order. Null: task t has (t − 1) · 180 /
   * num_tasks.
   */
  rotation_degrees?: ByTask<number> | readonly number[] | null
}

/** Tasks that are one data set turned by a fixed angle of each task's own. */
export class Rotated extends OneSource {
  readonly #degrees: ByTask<number> | readonly number[] | null

  constructor(params: RotatedParams & { source?: SourceSpec } = {}) {
    super({ ...digitsDefaults, mean: null, std: null, ...params })
    this.#degrees = params.rotation_degrees ?? null
  }

  protected design(taskId: number, source: DataSource): TaskDesign {
    return { source, rotation: this.#rotation(taskId) }
  }

  #rotation(taskId: number): number {
    const degrees = this.#degrees
    if (degrees === null) return ((taskId - 1) * 180) / this.numTasks
    return (isList(degrees) ? degrees[taskId - 1] : degrees[String(taskId)]) ?? 0
  }
}

function isList(value: ByTask<number> | readonly number[]): value is readonly number[] {
  return Array.isArray(value)
}
