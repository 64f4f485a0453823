import * as tf from '@tensorflow/tfjs-core'
import type { TargetKind } from '../nn/losses/task-loss.js'
import type { Algorithm } from './algorithm.js'

/**
 * What the head of one task says of rows, `[rows, outputs]`, row-major: probabilities of classes, or of labels, or
 * numbers.
 * @param samples `[rows, …shape]`, row-major
 */
export async function predictRows(
  model: Pick<Algorithm, 'forward'>,
  samples: Float32Array,
  { shape, taskId, batchSize, kind }: { shape: readonly number[]; taskId: number; batchSize: number; kind: TargetKind },
): Promise<Float32Array> {
  const width = shape.reduce((product, size) => product * size, 1)
  const rows = samples.length / width
  let found = new Float32Array(0)
  for (let row = 0; row < rows; row += batchSize) {
    const size = Math.min(batchSize, rows - row)
    const probabilities = tf.tidy(() => {
      const x = tf.tensor(samples.subarray(row * width, (row + size) * width), [size, ...shape])
      const { logits } = model.forward(x, { stage: 'test', taskIds: taskId })
      if (kind === 'class') return tf.softmax(logits)
      return kind === 'labels' ? tf.sigmoid(logits) : tf.clone(logits)
    })
    const values = (await probabilities.data()) as Float32Array
    probabilities.dispose()
    const classes = values.length / size
    if (row === 0) found = new Float32Array(rows * classes)
    found.set(values, row * classes)
  }
  return found
}
