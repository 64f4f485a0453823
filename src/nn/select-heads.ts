import type { Rank, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor, recordsStep } from '../compile/host-work.js'

/**
 * Stands for "no such class" where heads differ in width: finite, so that 0 · mask stays 0, and exp(mask − max) is 0.
 */
export const MASKED = -1e30

/** One task's columns of the stacked heads. */
export interface Columns {
  offset: number
  size: number
}

/**
 * Takes each row's own head out of the logits of all heads: `[rows, allClasses]` → `[rows, width]`, where width is the
 * widest of the rows' heads (in a recorded step, of all heads); columns beyond a row's own head are `MASKED`.
 * Differentiable. Two gathers with indices made here, whatever the number of tasks.
 * @param taskIds each row's task: read again for each step that is replayed.
 * @param columns of each task.
 */
export function selectHeads(all: Tensor2D, taskIds: Int32Array, columns: ReadonlyMap<number, Columns>): Tensor2D {
  const [rows, total] = all.shape
  const of = (row: number) => columns.get(taskIds[row] as number) as Columns
  const heads = recordsStep() ? [...columns.values()] : Array.from(taskIds, (_, row) => of(row))
  const width = heads.reduce((widest, { size }) => Math.max(widest, size), 0)
  const ragged = heads.some(({ size }) => size < width)
  const picks = hostTensor<Rank.R1>([rows * width], 'int32', (values) => {
    for (let row = 0; row < rows; row++) {
      const { offset, size } = of(row)
      for (let column = 0; column < width; column++) {
        values[row * width + column] = row * total + offset + (column < size ? column : size - 1)
      }
    }
  })
  // where each logit of all heads went; the extra last element stands for nowhere
  const places = hostTensor<Rank.R1>([rows * total], 'int32', (values) => {
    values.fill(rows * width)
    for (let row = 0; row < rows; row++) {
      const { offset, size } = of(row)
      for (let column = 0; column < size; column++) values[row * total + offset + column] = row * width + column
    }
  })
  const mask = ragged
    ? hostTensor([rows * width], 'float32', (values) => {
        values.fill(0)
        for (let row = 0; row < rows; row++) values.fill(MASKED, row * width + of(row).size, (row + 1) * width)
      })
    : undefined
  return tf.customGrad((x, save) => {
    const picked = tf.gather(tf.reshape(x as Tensor2D, [rows * total]), picks)
    const value = tf.reshape(mask ? tf.add(picked, mask) : picked, [rows, width])
    ;(save as tf.GradSaveFunc)([places])
    const gradFunc = (dy: tf.Tensor, [back]: tf.Tensor[]) => {
      const padded = tf.concat([tf.reshape(dy, [rows * width]), tf.zeros([1])])
      return tf.reshape(tf.gather(padded, back as tf.Tensor1D), [rows, total])
    }
    return { value, gradFunc }
  })(all) as Tensor2D
}
