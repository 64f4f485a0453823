import type { Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

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
 * widest of the rows' heads; columns beyond a row's own head are `MASKED`. Differentiable. Two gathers with indices
 * made here, whatever the number of tasks.
 * @param columns each row's head.
 */
export function selectHeads(all: Tensor2D, columns: readonly Columns[]): Tensor2D {
  const [rows, total] = all.shape
  const width = columns.reduce((widest, { size }) => Math.max(widest, size), 0)
  const picks = new Int32Array(rows * width)
  // where each logit of all heads went; the extra last element stands for nowhere
  const places = new Int32Array(rows * total).fill(rows * width)
  const mask = new Float32Array(rows * width)
  let ragged = false
  for (let row = 0; row < rows; row++) {
    const { offset, size } = columns[row] as Columns
    for (let column = 0; column < width; column++) {
      const here = row * width + column
      const there = row * total + offset + Math.min(column, size - 1)
      picks[here] = there
      if (column < size) places[there] = here
      else mask[here] = MASKED
      ragged ||= column >= size
    }
  }
  return tf.customGrad((x) => {
    const picked = tf.gather(tf.reshape(x as Tensor2D, [rows * total]), tf.tensor1d(picks, 'int32'))
    const value = tf.reshape(ragged ? tf.add(picked, tf.tensor1d(mask)) : picked, [rows, width])
    const gradFunc = (dy: tf.Tensor) => {
      const padded = tf.concat([tf.reshape(dy, [rows * width]), tf.zeros([1])])
      return tf.reshape(tf.gather(padded, tf.tensor1d(places, 'int32')), [rows, total])
    }
    return { value, gradFunc }
  })(all) as Tensor2D
}
