import * as tf from '@tensorflow/tfjs-core'
import { LinearUses } from '../../nn/layers/linear-uses.js'
import type { Backbone } from '../../nn/module.js'
import type { Parameter } from '../../nn/parameter.js'

/** How many products cost as much as to write one number of a task's gradient, to read it, and to add it up. */
const WRITING = 8

/**
 * Whether dot products of the tasks' gradients are cheaper from the rows than from the gradients: they are products of
 * all pairs of rows, as long as layers are wide, instead of products of all pairs of tasks, as long as the weights.
 */
export function fewRows(shared: readonly Parameter[], rows: number, tasks: number): boolean {
  const size = shared.reduce((sum, { variable }) => sum + variable.size, 0)
  const width = shared
    .filter(({ layout }) => layout === 'linear')
    .reduce((sum, { variable }) => sum + (variable.shape[0] as number) + (variable.shape[1] as number), 0)
  return (width * rows * (rows + 1)) / 2 <= size * ((tasks * (tasks + 1)) / 2 + WRITING * tasks)
}

/**
 * Whether all that is shared are linear layers, each used once: then a row's part in each gradient is known.
 * @param tasks all that are trained @param sampleShape of one row
 */
export function sharesLinearLayers(
  { backbone, shared }: { backbone: Backbone; shared: readonly Parameter[] },
  tasks: readonly number[],
  sampleShape: readonly number[],
): boolean {
  if (shared.length === 0 || !backbone.rowwise) return false
  if (!shared.every(({ layout, variable }) => layout === 'linear' || variable.rank === 1)) return false
  return tf.tidy(() => {
    const watched = new LinearUses(shared, tasks.length)
    const rows = tf.zeros([tasks.length, ...sampleShape])
    watched.during(() => backbone.forward(rows, { stage: 'test', taskIds: Int32Array.from(tasks) }))
    return watched.complete
  })
}
