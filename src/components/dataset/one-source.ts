import { BaseDataset } from './base-dataset.js'
import type { SettledParams } from './dataset-params.js'
import type { DataSource } from './source.js'
import { loadSource } from './sources/load-source.js'
import type { SourceSpec } from './sources/source-params.js'

/** Tasks that are all made of one data set. */
export abstract class OneSource extends BaseDataset {
  readonly #source: SourceSpec

  constructor(params: SettledParams & { source: SourceSpec }) {
    super(params)
    this.#source = params.source
  }

  /** Undefined where labels beyond a task's own are to be expected. */
  protected expectedClasses(): number | undefined {
    return this.numClasses(1)
  }

  protected async loadSources(): Promise<ReadonlyMap<number, DataSource>> {
    const classes = this.expectedClasses()
    const { root, memory_limit: memoryLimit } = this.params
    const options = { root, memoryLimit, at: 'dataset.source', classes }
    const source = await loadSource(this.#source, options)
    return new Map(Array.from({ length: this.numTasks }, (_, i) => [i + 1, source]))
  }
}
