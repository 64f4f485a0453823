import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { stepExecutor } from '../../compile/step-executor.js'
import { type Backward, withBackwardPasses } from '../../nn/backward-passes.js'
import type { Heads } from '../../nn/heads.js'
import { type Gramian, gramianOf } from '../../nn/linear-algebra/gramian.js'
import { combineRows } from '../../nn/linear-algebra/wide-kernels.js'
import type { Backbone, Stage } from '../../nn/module.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import type { Combination } from '../../nn/weighting.js'
import { filledUp } from './task-members.js'
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

/** What a forward pass and the heads' backward pass gave; the caller disposes the tensors. */
export interface StepPasses {
  /** `[pairs]`, in the batch's order. */
  preds: Tensor1D
  /** `[tasks]`, in the order of `TaskRows`. */
  losses: Tensor1D
  /** By layer name, rows in the batch's order. */
  activations: ReadonlyMap<string, Tensor>
  /** Of each trained parameter of the heads, from its own task's whole loss. */
  headGradients: { parameter: Parameter; value: Tensor }[]
}

/** The same, with each task's gradients. */
interface TaskPasses extends StepPasses {
  /** Of each task, gradients of the shared parameters; undefined: zeros. */
  gradients: (Tensor | undefined)[][]
}

/** What a step gave, with the tasks' gradients of the shared parameters. */
export interface SharedGradients extends StepPasses {
  /** Each present task's, one parameter after another. */
  rows: readonly Float32Array[]
  /** Their dot products, computed when they are first asked for, before the next step. */
  readonly gramian: Gramian
  /** The shared parameters' gradient that a combination of them makes. */
  combined(combination: Combination): Gradient[]
}

interface Features {
  /** One for each task, of its rows alone; or one for all. */
  parts: Tensor2D[]
  activations: Map<string, Tensor>
  /** The rows of the batch in the order of the features; rows that fill up a part are there once more. */
  order: number[]
}

/**
 * Each task's gradients, written out. The forward pass is shared: heads take one backward pass for all tasks, since a
 * row is of one task; the backbone takes one for each, over the task's own rows where rows do not depend on each other,
 * so that all of them together take the arithmetic of one.
 * @param room where they are written: those of the step before are overwritten
 */
export async function writtenGradients(step: TaskStep, room: Float32Array[]): Promise<SharedGradients> {
  const { shared } = step
  const { gradients, ...passes } = taskPasses(step)
  const rows = await readGradients(shared, gradients, room)
  for (const tensor of gradients.flat()) tensor?.dispose()
  let gramian: Gramian | undefined
  return {
    ...passes,
    rows,
    get gramian() {
      gramian ??= gramianOf(rows)
      return gramian
    },
    combined: ({ direction, weights = [] }) => splitGradient(shared, direction ?? combineRows(rows, weights)),
  }
}

function taskPasses(step: TaskStep): TaskPasses {
  return withBackwardPasses((backward) => {
    const { heads, shared, own } = step
    const { parts, activations, order } = features(step)
    const feature = parts.length === 1 ? (parts[0] as Tensor2D) : tf.concat(parts)
    const ids = Int32Array.from(order, (pair) => step.ids[pair] as number)
    const input = forPairs(feature, ids)
    const logits = heads.forward(input, ids)
    const losses = step.means(inOrder(logits, order, step.rows.size))
    // Where a row is of several tasks, each has its own copy of the feature.
    const inputs = input === feature ? parts : [input]
    const found = backward(tf.sum(losses), [...inputs, ...own.map(({ variable }) => variable)])
    const slopes = input === feature ? taskSlopes(step, parts, found) : pairSlopes(step, feature, found[0])
    const preds = inOrder(tf.argMax(logits, 1) as Tensor1D, order, step.rows.size)
    return {
      ...keptPasses(step, { preds, losses, activations, ofOwn: found.slice(inputs.length) }),
      gradients: slopes.map(({ part, slope }) => passes(backward, part, shared, slope)),
    }
  })
}

/** Keeps what a step gives. @param found.ofOwn gradients of the tasks' own parameters */
export function keptPasses(
  { own }: Pick<TaskStep, 'own'>,
  found: Pick<StepPasses, 'preds' | 'losses' | 'activations'> & { ofOwn: readonly (Tensor | undefined)[] },
): StepPasses {
  const { preds, losses, activations, ofOwn } = found
  return {
    preds: tf.keep(preds),
    losses: tf.keep(losses),
    activations: new Map(Array.from(activations, ([name, tensor]) => [name, tf.keep(tensor)])),
    headGradients: own.map((parameter, i) => {
      return { parameter, value: tf.keep(ofOwn[i] ?? tf.zerosLike(parameter.variable)) }
    }),
  }
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
  const filled = ofOneLength(rows.rows)
  const order = filled.flat()
  const outputs = filled.map((own, k) =>
    backbone.forward(tf.gather(x, tf.tensor1d([...own], 'int32')), { stage, taskIds: rows.taskIds[k] as number }),
  )
  const places = placesOf(order, rows.size)
  const names = [...(outputs[0]?.activations.keys() ?? [])]
  const activations = names.map((name) => {
    const parts = outputs.map((output) => output.activations.get(name) as Tensor)
    return [name, tf.gather(tf.concat(parts), places)] as const
  })
  return { parts: outputs.map(({ feature }) => feature), activations: new Map(activations), order }
}

/**
 * Where a backend builds a graph for each shape, tasks' rows are filled up to a common number, of which there are few.
 * Nothing comes back at rows that are there once more.
 */
function ofOneLength(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  if (!stepExecutor()) return rows
  const most = filledUp(Math.max(...rows.map(({ length }) => length)))
  return rows.map((own) => Array.from({ length: most }, (_, i) => own[i] ?? (own[0] as number)))
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

/** `size` rows that lie in that order, in the batch's. */
function inOrder<T extends Tensor>(tensor: T, order: readonly number[], size: number): T {
  const there = order.length === size && order.every((row, place) => row === place)
  return there ? tf.clone(tensor) : tf.gather(tensor, placesOf(order, size))
}

/** Where each row of the batch is in that order, at first. */
function placesOf(order: readonly number[], size: number): Tensor1D {
  const places = new Int32Array(size)
  for (let place = order.length - 1; place >= 0; place--) places[order[place] as number] = place
  return tf.tensor1d(places, 'int32')
}

/** Reads each task's gradients, one parameter after another. */
async function readGradients(
  shared: readonly Parameter[],
  gradients: readonly (Tensor | undefined)[][],
  room: Float32Array[],
): Promise<Float32Array[]> {
  const sizes = shared.map(({ variable }) => variable.size)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  return await Promise.all(
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
}

/** A gradient of all shared parameters, by parameter. */
function splitGradient(shared: readonly Parameter[], direction: Float32Array | Float64Array): Gradient[] {
  let offset = 0
  return shared.map((parameter) => {
    const { size, shape } = parameter.variable
    const values = new Float32Array(direction.subarray(offset, offset + size))
    offset += size
    return { parameter, value: tf.tensor(values, shape) }
  })
}

/** Where the parameters of the last module begin in a row. */
export function lastLayerOf(shared: readonly Parameter[]): number {
  const moduleOf = (parameter: Parameter | undefined) => parameter?.name.slice(0, parameter.name.lastIndexOf('.'))
  const last = moduleOf(shared.at(-1))
  let offset = 0
  for (const parameter of shared) {
    if (moduleOf(parameter) === last) break
    offset += parameter.variable.size
  }
  return offset
}
