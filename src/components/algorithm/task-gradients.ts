import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { type Backward, withBackwardPasses } from '../../nn/backward-passes.js'
import type { Heads } from '../../nn/heads.js'
import { gramianOf } from '../../nn/linear-algebra/gramian.js'
import type { Backbone, Stage } from '../../nn/module.js'
import type { Parameter } from '../../nn/parameter.js'
import type { TaskGradients } from '../../nn/weighting.js'
import { forPairs, type TaskRows } from './task-rows.js'

/** What is computed of a batch. */
export interface TaskStep {
  backbone: Backbone
  heads: Heads
  /** Trained parameters of the backbone, as the algorithm has them. */
  shared: readonly Parameter[]
  /** Trained parameters of the heads, and of the backbone those that are one task's. */
  own: readonly Parameter[]
  /** `[rows, …sampleShape]` */
  x: Tensor
  /** `[pairs]` */
  ids: Int32Array
  rows: TaskRows
  /** Mean loss of each task, `[tasks]`, of `[pairs, width]` logits in the batch's order. Differentiable. */
  means: (logits: Tensor2D) => Tensor1D
  stage: Stage
}

/** What the backward passes gave; the caller disposes the tensors. */
export interface TaskPasses {
  /** `[pairs]`, in the batch's order. */
  preds: Tensor1D
  /** `[tasks]`, in the order of `TaskRows`. */
  losses: Tensor1D
  /** By layer name, rows in the batch's order. */
  activations: Map<string, Tensor>
  /** Of each trained parameter of the heads, from its own task's whole loss. */
  headGradients: { parameter: Parameter; value: Tensor }[]
  /** The trained parameters that the tasks share. */
  shared: readonly Parameter[]
  /** Of each task, gradients of the shared parameters; undefined: zeros. */
  gradients: (Tensor | undefined)[][]
}

interface Features {
  /** One for each task, of its rows alone; or one for all. */
  parts: Tensor2D[]
  activations: Map<string, Tensor>
  /** The rows of the batch in the order of the features. */
  order: number[]
}

/**
 * Each task's gradients. The forward pass is shared: heads take one backward pass for all tasks, since a row is of one
 * task; the backbone takes one for each, over the task's own rows where rows do not depend on each other, so that all
 * of them together take the arithmetic of one.
 */
export function taskPasses(step: TaskStep): TaskPasses {
  return withBackwardPasses((backward) => {
    const { heads, shared, own } = step
    const { parts, activations, order } = features(step)
    const feature = parts.length === 1 ? (parts[0] as Tensor2D) : tf.concat(parts)
    const input = forPairs(feature, step.ids)
    const logits = heads.forward(
      input,
      Int32Array.from(order, (pair) => step.ids[pair] as number),
    )
    const taskLosses = step.means(inOrder(logits, order))
    // Where a row is of several tasks, each has its own copy of the feature.
    const inputs = input === feature ? parts : [input]
    const found = backward(tf.sum(taskLosses), [...inputs, ...own.map(({ variable }) => variable)])
    const slopes = input === feature ? taskSlopes(step, parts, found) : pairSlopes(step, feature, found[0])
    return {
      preds: tf.keep(inOrder(tf.argMax(logits, 1) as Tensor1D, order)),
      losses: tf.keep(taskLosses),
      activations: new Map(Array.from(activations, ([name, tensor]) => [name, tf.keep(tensor)])),
      headGradients: own.map((parameter, i) => ({
        parameter,
        value: tf.keep(found[inputs.length + i] ?? tf.zerosLike(parameter.variable)),
      })),
      shared,
      gradients: slopes.map(({ part, slope }) => passes(backward, part, shared, slope)),
    }
  })
}

function passes(backward: Backward, part: Tensor, shared: readonly Parameter[], slope: Tensor | undefined) {
  if (!slope || shared.length === 0) return shared.map(() => undefined)
  const found = backward(
    part,
    shared.map(({ variable }) => variable),
    slope,
  )
  return found.map((tensor) => tensor && tf.keep(tensor))
}

/** The features, task by task where that changes nothing. */
function features({ backbone, x, ids, rows, stage }: TaskStep): Features {
  if (!backbone.rowwise || rows.taskIds.length === 1 || rows.size !== x.shape[0]) {
    const { feature, activations } = backbone.forward(x, { stage, taskIds: ids })
    return {
      parts: [feature],
      activations: new Map(activations),
      order: Array.from({ length: rows.size }, (_, i) => i),
    }
  }
  const order = rows.rows.flat()
  const outputs = rows.rows.map((own, k) =>
    backbone.forward(tf.gather(x, [...own]), { stage, taskIds: rows.taskIds[k] as number }),
  )
  const places = placesOf(order)
  const names = [...(outputs[0]?.activations.keys() ?? [])]
  const activations = names.map((name) => {
    const parts = outputs.map((output) => output.activations.get(name) as Tensor)
    return [name, tf.gather(tf.concat(parts), places)] as const
  })
  return { parts: outputs.map(({ feature }) => feature), activations: new Map(activations), order }
}

/** What comes into each task's backward pass through the backbone, and where. */
function taskSlopes({ rows }: TaskStep, parts: readonly Tensor2D[], found: readonly (Tensor | undefined)[]) {
  if (parts.length > 1) return parts.map((part, k) => ({ part, slope: found[k] }))
  const [part] = parts as [Tensor2D]
  const whole = found[0]
  return rows.rows.map((own) => {
    if (!whole || rows.rows.length === 1) return { part, slope: whole }
    const mask = new Float32Array(rows.size)
    for (const row of own) mask[row] = 1
    return { part, slope: tf.mul(whole, tf.tensor2d(mask, [rows.size, 1])) }
  })
}

/** Of rows that are of several tasks: what comes into each task's backward pass from its own copy of the feature. */
function pairSlopes({ rows, ids }: TaskStep, part: Tensor2D, whole: Tensor | undefined) {
  const [count, width] = part.shape
  return rows.taskIds.map((taskId) => {
    const slope = whole && tf.slice(whole as Tensor2D, [ids.indexOf(taskId), 0], [count, width])
    return { part, slope }
  })
}

/** Rows that lie in that order, in the batch's. */
function inOrder<T extends Tensor>(tensor: T, order: readonly number[]): T {
  return order.every((row, place) => row === place) ? tf.clone(tensor) : tf.gather(tensor, placesOf(order))
}

/** Where each row of the batch is in that order. */
function placesOf(order: readonly number[]): Tensor1D {
  const places = new Int32Array(order.length)
  for (const [place, row] of order.entries()) places[row] = place
  return tf.tensor1d(places, 'int32')
}

/**
 * Reads what the passes gave, as a weighting looks at it.
 * @param own parameters of the weighting
 * @param room where the rows are kept: those of the step before are overwritten
 */
export async function readGradients(
  { shared, gradients, losses }: TaskPasses,
  lanes: readonly number[],
  { own = [], room = [] }: { own?: readonly Parameter[]; room?: Float32Array[] } = {},
): Promise<TaskGradients> {
  const sizes = shared.map(({ variable }) => variable.size)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const rows = await Promise.all(
    gradients.map(async (tensors, k) => {
      if (room[k]?.length !== total) room[k] = new Float32Array(total)
      const row = room[k] as Float32Array
      const values = await Promise.all(tensors.map((tensor) => tensor?.data()))
      let offset = 0
      for (const [i, size] of sizes.entries()) {
        const part = values[i]
        if (part) row.set(part as Float32Array, offset)
        else row.fill(0, offset, offset + size)
        offset += size
      }
      return row
    }),
  )
  const read = own.map(async ({ variable }) => Float32Array.from(await variable.data()))
  return {
    lanes,
    losses: Float64Array.from(await losses.data()),
    rows,
    gramian: gramianOf(rows),
    lastLayer: lastLayerOf(shared),
    own: await Promise.all(read),
  }
}

/** Where the parameters of the last module begin in a row. */
function lastLayerOf(shared: readonly Parameter[]): number {
  const moduleOf = (parameter: Parameter | undefined) => parameter?.name.slice(0, parameter.name.lastIndexOf('.'))
  const last = moduleOf(shared.at(-1))
  let offset = 0
  for (const parameter of shared) {
    if (moduleOf(parameter) === last) break
    offset += parameter.variable.size
  }
  return offset
}
