import { type TargetKind, type TaskLoss, targetKind } from '../../nn/losses/task-loss.js'
import type { BatchStream, Label, LabelledRows, MTLDataset, PreparedFile, RowReader } from '../../training/dataset.js'
import { ConfigError, type Diagnostic } from '../../util/diagnostic.js'
import type { Generator } from '../../util/generator.js'
import { createAugment } from './augment.js'
import type { TaskRows } from './batches.js'
import { createStream } from './batches.js'
import { forTask } from './by-task.js'
import { checkBatch, checkTaskRows, checkTrainRows } from './check-rows.js'
import { checkShape } from './check-shape.js'
import { classWarnings } from './class-rows.js'
import { computeMoments } from './compute-moments.js'
import type { SettledParams } from './dataset-params.js'
import { labelRows } from './label-rows.js'
import { readPlainRows } from './plain-rows.js'
import type { DataSource, Split, TableRows } from './source.js'
import type { SplitRows } from './split-rows.js'
import { splitRows } from './split-rows.js'
import { taskLoss } from './task-params.js'
import { drawBaseSeed, drawTrainOrder, plainTrainOrder } from './train-order.js'
import type { TransformOptions } from './transform.js'
import { createTransform, outputShape } from './transform.js'
import type { ImageTransform } from './transforms/create-transform.js'
import { customTransforms } from './transforms/custom-transforms.js'

/** What a kind of tasks makes of a data set for one task. */
export interface TaskDesign {
  /** The data set that the task reads. */
  source: DataSource
  /** Labels of the data set that belong to this task, in the order of its classes. Undefined: all. */
  labels?: readonly number[]
  /** Degrees by which each image is turned, counter-clockwise. */
  rotation?: number
  /** The order of the values of a sample of that shape: value i of a task is value `order[i]` of the image. */
  permutation?: (shape: readonly number[]) => Int32Array
}

/** The parts of one task, after splitting. */
interface TaskParts {
  train: TaskRows
  validation: TaskRows
  test: TaskRows
}

/**
 * What all data sets of tasks share: splits, transforms and batches, in the order of CLArena's and torch's draws. A
 * kind of tasks says which data sets it reads, and what each task makes of them.
 */
export abstract class BaseDataset implements MTLDataset {
  readonly numTasks: number
  readonly sampleShape: readonly number[]
  readonly batchSize: number
  trainTasks: readonly number[] = []
  evalTasks: readonly number[] = []
  /** The config's keys. */
  protected readonly params: SettledParams
  readonly #tasks = new Map<number, TaskParts>()
  readonly #splits = new Map<DataSource, Map<string, SplitRows>>()
  #sources: ReadonlyMap<number, DataSource> | undefined

  /** @param params the config's keys, with defaults for those left out. */
  constructor(params: SettledParams) {
    this.params = params
    this.numTasks = params.num_tasks
    this.batchSize = params.batch_size
    this.sampleShape = params.image_shape ?? [params.num_features]
  }

  /** The data set of each task; opens and checks each file once. */
  protected abstract loadSources(): Promise<ReadonlyMap<number, DataSource>>

  /** What one task is made of. */
  protected abstract design(taskId: number, source: DataSource): TaskDesign

  loss(taskId: number): TaskLoss {
    return taskLoss(this.params.tasks?.[String(taskId)]?.loss)
  }

  taskName(taskId: number): string | undefined {
    return this.params.tasks?.[String(taskId)]?.name ?? undefined
  }

  /** What the task is to predict. */
  protected kindOf(taskId: number): TargetKind {
    return targetKind(this.loss(taskId))
  }

  /** How many labels or numbers a task without classes has. */
  protected targetsOf(_taskId: number): number {
    return 1
  }

  /** Whether each row is of all tasks. */
  protected get rowsAreShared(): boolean {
    return false
  }

  /** @throws ConfigError where `num_classes` has no entry for a task with classes. */
  numClasses(taskId: number): number {
    if (this.kindOf(taskId) !== 'class') return this.targetsOf(taskId)
    const classes = forTask(this.params.num_classes, taskId)
    if (classes !== undefined) return classes
    const message = `dataset.num_classes has no entry for task ${taskId}`
    throw new ConfigError({ code: 'invalid-dataset', path: 'dataset.num_classes', message })
  }

  classNames(taskId: number): readonly string[] | undefined {
    const source = this.#sources?.get(taskId)
    if (!source?.classNames) return undefined
    const names = source.classNames
    return this.design(taskId, source).labels?.map((label) => names[label] as string) ?? names
  }

  async prepare(): Promise<readonly PreparedFile[]> {
    const sources = await this.#load()
    const errors = [...sources].flatMap(([taskId, source]) => {
      const { rotation: _, ...design } = this.design(taskId, source)
      const sample = outputShape(this.#shapeOptions(taskId, source))
      this.#custom(sample)
      return checkShape({
        taskId,
        source,
        sample,
        declared: { shape: this.sampleShape, features: this.params.num_features, classes: this.numClasses(taskId) },
        classes: source.targetNames?.length ?? design.labels?.length ?? source.classes,
        labels: design.labels,
      })
    })
    if (errors.length > 0) throw new ConfigError(errors)
    const files = new Map([...sources.values()].flatMap((source) => source.files.map((file) => [file.name, file])))
    return [...files.values()]
  }

  warnings(): readonly Diagnostic[] {
    const used = [...new Set([...this.trainTasks, ...this.evalTasks].map((taskId) => this.#source(taskId)))]
    const all = Array.from(this.#sources ?? [], ([taskId, source]) => {
      return { source, labels: this.design(taskId, source).labels }
    })
    return [...used.flatMap(({ warnings = [] }) => warnings), ...classWarnings(all, used)]
  }

  async setup({
    trainTasks,
    evalTasks,
  }: {
    trainTasks: readonly number[]
    evalTasks: readonly number[]
  }): Promise<void> {
    const sources = await this.#load()
    this.trainTasks = trainTasks
    this.evalTasks = evalTasks
    for (const taskId of new Set([...trainTasks, ...evalTasks])) {
      const source = sources.get(taskId)
      if (!source) {
        const message = `there is no task ${taskId}: the data set has tasks 1 to ${this.numTasks}`
        throw new ConfigError({ code: 'invalid-dataset', path: 'dataset.num_tasks', message })
      }
      if (!this.#tasks.has(taskId)) this.#tasks.set(taskId, await this.#setUpTask(taskId, source))
    }
  }

  /** How many images are gone through while a task is set up, each with changes of its own. */
  protected imagesSeenAtSetup(_taskId: number, _source: DataSource): number {
    return 0
  }

  drawSetup(generator: Generator): void {
    const custom = this.#custom(this.sampleShape)
    for (let taskId = 1; custom && taskId <= this.numTasks; taskId++) {
      const images = this.imagesSeenAtSetup(taskId, this.#source(taskId))
      for (let image = 0; image < images; image++) custom.draw(generator)
    }
  }

  /** @throws ConfigError where a task has no training rows, or no batch is full. */
  trainBatches(generator: Generator, start = 0, random = generator): BatchStream {
    return this.#trainBatches(generator, { start, random }, drawTrainOrder)
  }

  /** @throws ConfigError as trainBatches does. */
  orderedTrainBatches(generator: Generator, start = 0, random = generator): BatchStream {
    return this.#trainBatches(generator, { start, random }, plainTrainOrder)
  }

  #trainBatches(
    generator: Generator,
    { start, random }: { start: number; random: Generator },
    draw: typeof drawTrainOrder,
  ): BatchStream {
    const { batchSize, params } = this
    const all = this.trainTasks.map((taskId) => this.#parts(taskId).train)
    const shared = this.rowsAreShared && all.length > 0
    const parts = shared ? all.slice(0, 1) : all
    const sizes = parts.map((part) => part.indices.length)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    checkTaskRows(this.trainTasks.map((taskId) => [taskId, this.#parts(taskId)]))
    const length = params.drop_last ? Math.floor(total / batchSize) : Math.ceil(total / batchSize)
    checkTrainRows(total, length, batchSize)
    const rows = Math.min(length * batchSize, total)
    checkBatch(this, rows)
    return createStream({ length, rows }, () => {
      const { order, seed } = draw(generator, sizes, params.sampling_strategy, rows)
      const tasks = shared ? { tasks: all } : {}
      const changes = { ...this.#customDraws(random), ...(params.augmentation ? { augmentSeed: seed } : {}) }
      return { parts, ...tasks, order, batchSize, length, start, ...changes }
    })
  }

  valBatches(taskId: number, generator: Generator): BatchStream {
    return this.#inOrder(this.#parts(taskId).validation, generator, this.#customDraws(generator))
  }

  testBatches(taskId: number, generator: Generator): BatchStream {
    return this.#inOrder(this.#parts(taskId).test, generator)
  }

  rowReader(taskId: number): RowReader {
    const { transform, rows, classes } = this.#parts(taskId).test
    const { classNames, targetNames, readTable } = this.#source(taskId)
    if (targetNames && readTable) {
      const { width } = rows
      return { width, labels: targetNames, apply: transform.apply, readTable: (...of) => withTargets(readTable(...of)) }
    }
    const nameOf = (label: number): Label => classNames?.[label] ?? label
    const labels: Label[] = []
    for (const [label, index] of classes.entries()) if (index >= 0) labels[index] = nameOf(label)
    const { width } = rows
    const read = readTable ?? ((content, file) => readPlainRows(content, file, { width, classNames }))
    return {
      width,
      labels,
      apply: transform.apply,
      readTable: (content, file) => labelRows(read(content, file), file, labels, nameOf),
    }
  }

  #customDraws(random: Generator): { random?: Generator } {
    return this.params.custom_transforms == null ? {} : { random }
  }

  #inOrder(part: TaskRows, generator: Generator, changes: { random?: Generator } = {}): BatchStream {
    const rows = part.indices.length
    const length = Math.ceil(rows / this.batchSize)
    checkBatch(this, rows)
    return createStream({ length, rows }, () => {
      drawBaseSeed(generator)
      return { parts: [part], batchSize: this.batchSize, length, start: 0, ...changes }
    })
  }

  #parts(taskId: number): TaskParts {
    const parts = this.#tasks.get(taskId)
    if (!parts) throw new Error(`task ${taskId} was not set up`)
    return parts
  }

  #source(taskId: number): DataSource {
    const source = this.#sources?.get(taskId)
    if (!source) throw new Error(`the data set of task ${taskId} was not opened`)
    return source
  }

  async #load(): Promise<ReadonlyMap<number, DataSource>> {
    this.#sources ??= await this.loadSources()
    return this.#sources
  }

  #transformOptions(taskId: number, source: DataSource): TransformOptions {
    const { rotation, permutation } = this.design(taskId, source)
    const options = { ...this.#shapeOptions(taskId, source), rotation }
    return permutation ? { ...options, permutation: permutation(outputShape(options)) } : options
  }

  /** What decides the shape of a sample. */
  #shapeOptions(taskId: number, { shape, scale }: DataSource): TransformOptions {
    const { repeat_channels, resize } = this.params
    const repeatChannels = forTask(repeat_channels, taskId) ?? null
    return { shape, scale, repeatChannels, resize: forTask(resize, taskId) ?? null }
  }

  /** Class in the task by label; −1: not of this task. */
  #classes(taskId: number, source: DataSource): Int32Array {
    const { labels } = this.design(taskId, source)
    const classes = new Int32Array(source.classes).fill(-1)
    const own = labels ?? Array.from({ length: source.classes }, (_, label) => label)
    for (const [index, label] of own.entries()) classes[label] = index
    return classes
  }

  /** Tasks that take the same classes of one data set share its split. */
  #splitRows(taskId: number, source: DataSource): SplitRows {
    const classes = this.#classes(taskId, source)
    const own = classes.join()
    const known = this.#splits.get(source) ?? new Map<string, SplitRows>()
    this.#splits.set(source, known)
    const { test_percentage: testShare, validation_percentage: validationShare, split_seed: seed } = this.params
    const split = known.get(own) ?? splitRows(source, classes, { testShare, validationShare, seed })
    known.set(own, split)
    return split
  }

  async #setUpTask(taskId: number, source: DataSource): Promise<TaskParts> {
    const { train, validation, test } = this.#splitRows(taskId, source)
    const classes = this.#classes(taskId, source)
    const options = this.#transformOptions(taskId, source)
    const { mean, std } = await this.#normalization(taskId, source.train, train, options)
    const shape = outputShape(options)
    const changes = { custom: this.#custom(shape), augment: createAugment(this.params.augmentation, shape) }
    const transform = createTransform({ ...options, mean, std }, changes)
    const part = (from: Split, indices: Int32Array): TaskRows => {
      const { rows, labels, targets } = from
      return { taskId, rows, indices, labels, targets, classes, transform }
    }
    return {
      train: part(source.train, train),
      validation: part(source.validation ?? source.train, validation),
      test: part(source.test ?? source.train, test),
    }
  }

  /** @param shape of a sample @throws ConfigError where they cannot be done to it, or make another one of it */
  #custom(shape: readonly number[]): ImageTransform | undefined {
    const params = this.params.custom_transforms
    return params === null ? undefined : customTransforms(params, shape)
  }

  async #normalization(taskId: number, split: Split, train: Int32Array, options: TransformOptions) {
    const mean = forTask(this.params.mean, taskId) ?? null
    const std = forTask(this.params.std, taskId) ?? null
    if (mean !== 'computed' && std !== 'computed') return { mean, std }
    const moments = await computeMoments(split.rows, train, createTransform({ ...options, permutation: null }))
    return { mean: mean === 'computed' ? moments.mean : mean, std: std === 'computed' ? moments.std : std }
  }
}

/** Its labels are no classes. */
function withTargets({ values, places, labels, targets }: TableRows): LabelledRows {
  return { values, places, labels: null, ...(labels && targets && { targets }) }
}
