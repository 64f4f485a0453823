import type { TaskDesign } from './base-dataset.js'
import { BaseDataset } from './base-dataset.js'
import type { ByTask } from './by-task.js'
import type { DatasetParams } from './dataset-params.js'
import { sharedDefaults } from './shared-defaults.js'
import type { DataSource, Split } from './source.js'
import type { ColumnName } from './sources/csv-columns.js'
import { loadSources } from './sources/load-source.js'
import type { SourceParams } from './sources/source-params.js'
import type { TaskParams } from './task-params.js'

/** What a config says of one task of a table. */
export interface OutputParams extends TaskParams {
  /** Its column, by name or place; several where it has several labels or numbers. */
  label_column: ColumnName | readonly ColumnName[]
}

/** Keys of `MultiOutput`, beside those of every data set. */
export interface MultiOutputParams extends DatasetParams {
  /** The table. */
  source: SourceParams
  /** Its tasks by their ids. */
  tasks: ByTask<OutputParams>
}

/** Several columns of one table, each a task: every row is of all tasks, and every head sees it. */
export class MultiOutput extends BaseDataset {
  readonly #source: SourceParams
  readonly #outputs: ByTask<OutputParams>

  constructor({ source, tasks, ...params }: MultiOutputParams) {
    const defaults = { ...sharedDefaults, batch_size: 32, num_features: 1, image_shape: null, num_classes: 2 }
    super({ ...defaults, mean: null, std: null, num_tasks: Object.keys(tasks).length, ...params, tasks })
    this.#source = source
    this.#outputs = tasks
  }

  protected override get rowsAreShared(): boolean {
    return true
  }

  protected override targetsOf(taskId: number): number {
    const columns = this.#outputs[String(taskId)]?.label_column
    return Array.isArray(columns) ? columns.length : 1
  }

  protected async loadSources(): Promise<ReadonlyMap<number, DataSource>> {
    const { root, memory_limit: memoryLimit } = this.params
    const specs = new Map<number, SourceParams>()
    for (let taskId = 1; taskId <= this.numTasks; taskId++) {
      const label_column = this.#outputs[String(taskId)]?.label_column
      if (label_column !== undefined) specs.set(taskId, { ...this.#source, label_column })
    }
    const sources = await loadSources(specs, {
      root,
      memoryLimit,
      at: () => 'dataset.source',
      labelAt: (taskId) => `dataset.tasks.${taskId}.label_column`,
      kindOf: (taskId) => this.kindOf(taskId),
    })
    return withCommonRows(sources)
  }

  protected design(_taskId: number, source: DataSource): TaskDesign {
    return { source }
  }
}

/** A row that lacks the label of one task is left out of all. */
function withCommonRows(sources: ReadonlyMap<number, DataSource>): Map<number, DataSource> {
  const all = [...sources.values()]
  const train = common(all.map((source) => source.train))
  const test = common(all.flatMap((source) => source.test ?? []))
  return new Map(
    Array.from(sources, ([taskId, source]) => {
      const own = source.test && { ...source.test, labels: test(source.test.labels) }
      return [taskId, { ...source, train: { ...source.train, labels: train(source.train.labels) }, test: own }]
    }),
  )
}

function common(splits: readonly Split[]): (labels: Split['labels']) => Split['labels'] {
  const complete = (row: number) => splits.every(({ labels }) => (labels[row] as number) >= 0)
  return (labels) => Int32Array.from(labels, (label, row) => (complete(row) ? label : -1))
}
