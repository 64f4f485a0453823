import type { ArrayBatch, BatchStream } from '../../training/dataset.js'
import type { Generator } from '../../util/generator.js'
import type { RowData, Rows } from './rows.js'
import type { RowTransform } from './transform.js'

/** Rows of one task, with what makes samples of them. */
export interface TaskRows {
  taskId: number
  rows: Rows
  /** Rows of `rows`, in order. */
  indices: Int32Array
  labels: Uint8Array | Int32Array
  /** `[rows of the file, width]`, where the task has no classes. */
  targets?: Float32Array | undefined
  /** Class in the task by label. */
  classes: Int32Array
  transform: RowTransform
}

export interface BatchPlan {
  parts: readonly TaskRows[]
  /** The tasks of each row of `parts`, if a row has others than the part's own task. */
  tasks?: readonly TaskRows[] | undefined
  /** Positions in the concatenation of the parts' rows; undefined: as they come. */
  order?: Int32Array
  batchSize: number
  /** Batches, the last of which may be smaller. */
  length: number
  /** The first batch. */
  start: number
  /** Seeds augmentation; undefined: none. */
  augmentSeed?: number
  /** From which custom transforms draw, row by row; undefined: there are none. */
  random?: Generator
}

/** Batches by a plan that is made when iteration starts: its draws are then due, as in torch. */
export function createStream({ length, rows }: { length: number; rows: number }, plan: () => BatchPlan): BatchStream {
  return { length, rows, [Symbol.asyncIterator]: () => gather(plan()) }
}

/**
 * Batches gathered row by row into arrays that are used again. Rows on disk are read one batch ahead of the step.
 */
async function* gather(plan: BatchPlan): AsyncGenerator<ArrayBatch, void> {
  const { start, length } = plan
  if (start >= length) return
  const gatherer = new Gatherer(plan)
  let next = gatherer.read(start)
  for (let batch = start; batch < length; batch++) {
    const read = next instanceof Promise ? await next : next
    if (batch + 1 < length) {
      next = gatherer.read(batch + 1)
      // The reader of this batch may stop before it: the failure is then nobody's.
      if (next instanceof Promise) next.catch(() => {})
    }
    yield gatherer.assemble(batch, read)
  }
}

/** Rows of one batch that came from disk, by part. */
type ReadRows = ReadonlyMap<TaskRows, RowData>

const nothingRead: ReadRows = new Map()

class Gatherer {
  readonly #plan: BatchPlan
  readonly #ends: Float64Array
  readonly #total: number
  readonly #width: number
  readonly #x: Float32Array
  readonly #y: Int32Array
  readonly #taskIds: Int32Array
  readonly #targets: Float32Array | undefined
  readonly #targetWidth: number
  readonly #onDisk: boolean

  constructor(plan: BatchPlan) {
    this.#plan = plan
    const { parts, batchSize } = plan
    let end = 0
    this.#ends = Float64Array.from(parts, (part) => (end += part.indices.length))
    this.#total = plan.order?.length ?? end
    this.#width = parts[0]?.transform.width ?? 0
    const most = Math.min(batchSize, this.#total)
    this.#x = new Float32Array(most * this.#width)
    const pairs = most * (plan.tasks?.length ?? 1)
    this.#y = new Int32Array(pairs)
    this.#taskIds = new Int32Array(pairs)
    this.#targetWidth = Math.max(0, ...(plan.tasks ?? parts).map(widthOfTargets))
    this.#targets = this.#targetWidth > 0 ? new Float32Array(pairs * this.#targetWidth) : undefined
    this.#onDisk = parts.some((part) => !part.rows.memory)
  }

  /** Reads what a batch needs from disk; at once where all is in memory. */
  read(batch: number): ReadRows | Promise<ReadRows> {
    return this.#onDisk ? this.#readRows(batch) : nothingRead
  }

  async #readRows(batch: number): Promise<ReadRows> {
    const wanted = new Map<TaskRows, number[]>()
    for (let i = this.#first(batch); i < this.#last(batch); i++) {
      const position = this.#position(i)
      const part = this.#partOf(position)
      if (part.rows.memory) continue
      const list = wanted.get(part)
      const row = this.#rowOf(part, position)
      if (list) list.push(row)
      else wanted.set(part, [row])
    }
    const read = new Map<TaskRows, RowData>()
    for (const [part, rows] of wanted) {
      if (part.rows.fetch) read.set(part, await part.rows.fetch(Int32Array.from(rows)))
    }
    return read
  }

  assemble(batch: number, read: ReadRows): ArrayBatch {
    const first = this.#first(batch)
    const size = this.#last(batch) - first
    const { augmentSeed, random } = this.#plan
    const changes = augmentSeed !== undefined || random !== undefined
    const taken = new Map<TaskRows, number>()
    for (let i = 0; i < size; i++) {
      const position = this.#position(first + i)
      const part = this.#partOf(position)
      const row = this.#rowOf(part, position)
      const { memory, width } = part.rows
      const place = memory ? row : (taken.get(part) ?? 0)
      const data = memory ?? (read.get(part) as RowData)
      if (!memory) taken.set(part, place + 1)
      if (changes) {
        const seed = augmentSeed === undefined ? undefined : mix(augmentSeed, first + i)
        part.transform.applyChanged(data, place * width, this.#x, i * this.#width, { random, seed })
      } else part.transform.apply(data, place * width, this.#x, i * this.#width)
      for (const [k, own] of (this.#plan.tasks ?? [part]).entries()) this.#answer(k * size + i, own, row)
    }
    const x = size * this.#width === this.#x.length ? this.#x : this.#x.subarray(0, size * this.#width)
    const pairs = size * (this.#plan.tasks?.length ?? 1)
    const targets = this.#targets && { targets: this.#targets.subarray(0, pairs * this.#targetWidth) }
    const several = pairs === size ? undefined : { pairs }
    if (pairs === this.#y.length) return { x, y: this.#y, taskIds: this.#taskIds, size, ...targets, ...several }
    const [y, taskIds] = [this.#y.subarray(0, pairs), this.#taskIds.subarray(0, pairs)]
    return { x, y, taskIds, size, ...targets, ...several }
  }

  /** Writes what a row of a task is to give. */
  #answer(pair: number, { taskId, labels, classes, targets }: TaskRows, row: number): void {
    this.#y[pair] = classes[labels[row] as number] as number
    this.#taskIds[pair] = taskId
    if (!this.#targets) return
    const width = targets ? targets.length / labels.length : 0
    for (let column = 0; column < this.#targetWidth; column++) {
      const value = column < width ? (targets?.[row * width + column] as number) : 0
      this.#targets[pair * this.#targetWidth + column] = value
    }
  }

  #first(batch: number): number {
    return batch * this.#plan.batchSize
  }

  #last(batch: number): number {
    return Math.min((batch + 1) * this.#plan.batchSize, this.#total)
  }

  #position(i: number): number {
    return this.#plan.order ? (this.#plan.order[i] as number) : i
  }

  #partIndex(position: number): number {
    let low = 0
    let high = this.#ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (position < (this.#ends[middle] as number)) high = middle
      else low = middle + 1
    }
    return low
  }

  #partOf(position: number): TaskRows {
    return this.#plan.parts[this.#partIndex(position)] as TaskRows
  }

  #rowOf(part: TaskRows, position: number): number {
    const end = this.#ends[this.#partIndex(position)] as number
    return part.indices[position - end + part.indices.length] as number
  }
}

function widthOfTargets({ targets, labels }: TaskRows): number {
  return targets ? targets.length / labels.length : 0
}

/** A seed of its own for each row of an epoch (the finaliser of MurmurHash3). */
function mix(seed: number, row: number): number {
  let hash = (seed ^ Math.imul(row + 1, 0x9e3779b1)) >>> 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
