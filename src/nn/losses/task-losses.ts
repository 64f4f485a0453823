import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'
import { crossEntropy, type TaskLoss, targetKind } from './task-loss.js'

/** What the rows of a batch are to give; read again for each step that is replayed. */
export interface Targets {
  /** `[rows]` classes; of tasks without classes 0. */
  readonly y: Int32Array
  /** `[rows]`, or one task for all rows. */
  readonly taskIds: Int32Array | number
  /** `[rows, width]`, row-major: numbers, or labels as 0 and 1, of tasks without classes. Missing: there are none. */
  readonly targets?: Float32Array | undefined
}

/** The losses that tasks may minimise, each as PyTorch's function of that name. */
export class TaskLosses {
  /** Whether all tasks have cross-entropy without weights or smoothing. */
  readonly plain: boolean
  readonly #losses: ReadonlyMap<number, TaskLoss>
  readonly #widths: ReadonlyMap<number, number>
  readonly #kinds: ReadonlySet<TaskLoss['name']>

  /** @param losses by task; one that is missing has cross-entropy. @param widths outputs of each task's head. */
  constructor(losses: ReadonlyMap<number, TaskLoss>, widths: ReadonlyMap<number, number>) {
    this.#losses = losses
    this.#widths = widths
    const all = Array.from(widths.keys(), (taskId) => this.of(taskId))
    this.#kinds = new Set(all.map(({ name }) => name))
    this.plain = all.every((loss) => loss.name === 'cross_entropy' && !loss.classWeights && !loss.labelSmoothing)
  }

  /** The loss of a task. */
  of(taskId: number): TaskLoss {
    return this.#losses.get(taskId) ?? crossEntropy
  }

  /** What a row counts in its task's mean: the weight of its class, else 1. */
  mass(taskId: number, label: number): number {
    const loss = this.of(taskId)
    return loss.name === 'cross_entropy' ? (loss.classWeights?.[label] ?? 1) : 1
  }

  /**
   * Loss of each row, `[rows]`, before the division by the rows' `mass`. Differentiable.
   * @param logits `[rows, width]`: beyond a row's own head large negative numbers.
   * @param weights of the rows; missing: 1.
   */
  rows(logits: Tensor2D, targets: Targets, weights?: Float32Array): Tensor1D {
    const [rows, width] = logits.shape
    const parts = this.#parts(targets, [rows, width], weights)
    return tf.customGrad((x, save) => {
      const outputs = parts.map((part) => part(x as Tensor2D))
      const value = sumOf(outputs.map(({ terms }) => tf.sum(terms, 1))) as Tensor1D
      ;(save as tf.GradSaveFunc)([sumOf(outputs.map(({ slopes }) => slopes))])
      const gradFunc = (dy: Tensor, [slopes]: Tensor[]) => tf.mul(slopes as Tensor2D, tf.reshape(dy, [rows, 1]))
      return { value, gradFunc }
    })(logits) as Tensor1D
  }

  /** Of each kind of loss among the tasks, what it makes of logits. */
  #parts(targets: Targets, shape: [number, number], weights?: Float32Array): Part[] {
    const parts: Part[] = []
    const weightOf = (row: number) => weights?.[row] ?? 1
    const fill = (visit: Visit) => hostTensor<tf.Rank.R2>(shape, 'float32', this.#filler(targets, shape[1], visit))
    if (this.#kinds.has('cross_entropy')) {
      const shares = fill((loss, row, column, width) => {
        if (loss.name !== 'cross_entropy') return 0
        const { labelSmoothing = 0, classWeights } = loss
        const hit = targets.y[row] === column ? 1 - labelSmoothing : 0
        return weightOf(row) * (classWeights?.[column] ?? 1) * (hit + labelSmoothing / width)
      })
      parts.push((x) => crossEntropyPart(x, shares))
    }
    if (this.#kinds.size === 1 && parts.length === 1) return parts
    const values = targets.targets
    const goals = fill((loss, row, column) => {
      return targetKind(loss) === 'class'
        ? 0
        : ((values as Float32Array)[row * widthOf(values, shape[0]) + column] ?? 0)
    })
    const sharesOf = (name: TaskLoss['name']) =>
      fill((loss, row, _, width) => (loss.name === name ? weightOf(row) / width : 0))
    for (const name of this.#kinds) {
      if (name === 'cross_entropy') continue
      const shares = sharesOf(name)
      if (name === 'binary_cross_entropy') parts.push((x) => binaryPart(x, goals, shares))
      else {
        const inside = fill((loss) => (loss.name === name ? 1 : 0))
        const limits = name === 'huber' ? fill((loss) => (loss.name === 'huber' ? loss.delta : 0)) : undefined
        parts.push((x) => distancePart(name, tf.mul(tf.sub(x, goals), inside), shares, limits))
      }
    }
    return parts
  }

  /** Writes a number for each output of each row's own head, 0 beyond it. */
  #filler({ taskIds }: Targets, columns: number, visit: Visit): (values: Float32Array | Int32Array) => void {
    return (values) => {
      values.fill(0)
      const rows = values.length / columns
      for (let row = 0; row < rows; row++) {
        const taskId = typeof taskIds === 'number' ? taskIds : (taskIds[row] as number)
        const loss = this.of(taskId)
        const width = this.#widths.get(taskId) as number
        for (let column = 0; column < width; column++) {
          values[row * columns + column] = visit(loss, row, column, width)
        }
      }
    }
  }
}

/** @param width of the row's own head. */
type Visit = (loss: TaskLoss, row: number, column: number, width: number) => number

/** What one kind of loss makes of logits: its terms, and their derivatives; 0 in rows of other kinds. */
type Part = (logits: Tensor2D) => { terms: Tensor; slopes: Tensor }

function crossEntropyPart(x: Tensor2D, shares: Tensor2D): ReturnType<Part> {
  const centred = tf.sub(x, tf.max(x, 1, true))
  const logP = tf.sub(centred, tf.log(tf.sum(tf.exp(centred), 1, true)))
  return {
    terms: tf.neg(tf.mul(logP, shares)),
    slopes: tf.sub(tf.mul(tf.exp(logP), tf.sum(shares, 1, true)), shares),
  }
}

/** max(x, 0) − x·t + log(1 + exp(−|x|)), which neither overflows nor loses digits. */
function binaryPart(x: Tensor2D, goals: Tensor2D, shares: Tensor2D): ReturnType<Part> {
  const rest = tf.log1p(tf.exp(tf.neg(tf.abs(x))))
  const terms = tf.add(tf.sub(tf.relu(x), tf.mul(x, goals)), rest)
  return { terms: tf.mul(terms, shares), slopes: tf.mul(tf.sub(tf.sigmoid(x), goals), shares) }
}

function distancePart(
  name: 'mse' | 'l1' | 'huber',
  distance: Tensor,
  shares: Tensor2D,
  limits: Tensor2D | undefined,
): ReturnType<Part> {
  if (name === 'l1') return { terms: tf.mul(tf.abs(distance), shares), slopes: tf.mul(tf.sign(distance), shares) }
  if (name === 'mse') {
    return { terms: tf.mul(tf.square(distance), shares), slopes: tf.mul(tf.mul(distance, shares), 2) }
  }
  const limit = limits as Tensor2D
  // Clipped at the limit c: c·(d − c/2) is d²/2 within it, and its tangent beyond.
  const clipped = tf.maximum(tf.minimum(distance, limit), tf.neg(limit))
  const terms = tf.mul(clipped, tf.sub(distance, tf.div(clipped, 2)))
  return { terms: tf.mul(terms, shares), slopes: tf.mul(clipped, shares) }
}

function widthOf(values: Float32Array | undefined, rows: number): number {
  if (!values) throw new Error('the batch has no targets for a task without classes')
  return values.length / rows
}

function sumOf(tensors: readonly Tensor[]): Tensor {
  return tensors.reduce((sum, tensor) => tf.add(sum, tensor))
}
