import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostEffect, hostTensor, recordsStep } from '../../compile/host-work.js'
import { stepExecutor } from '../../compile/step-executor.js'
import { type Backward, withBackwardPasses } from '../../nn/backward-passes.js'
import type { Stage } from '../../nn/module.js'
import type { Parameter } from '../../nn/parameter.js'
import type { Batch } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import type { StepModel } from './step-model.js'
import { filledRows } from './task-members.js'
import { forPairs, TaskRows } from './task-rows.js'

/** What a forward pass and the heads' backward pass gave; the caller disposes the tensors. */
export interface StepPasses {
  /** `[pairs]`, in the batch's order. */
  preds: Tensor1D
  /** `[tasks]`, ascending. */
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

interface Features {
  /** One for each task, of its rows alone; or one for all. */
  parts: Tensor2D[]
  /** Whose they are, where each is of one task. */
  tasks?: readonly number[]
  activations: Map<string, Tensor>
  /** Brings rows of the parts, one part after another, into the batch's order. */
  inOrder<T extends Tensor>(rows: T): T
}

/**
 * Each task's gradients, written out. The forward pass is shared: heads take one backward pass for all tasks, since a
 * row is of one task; the backbone takes one for each, over the task's own rows where rows do not depend on each other,
 * so that all of them together take the arithmetic of one.
 * @param options.tasks whose losses and gradients are wanted, ascending: those present, or of a recorded step all
 */
export function taskPasses(
  model: StepModel,
  batch: Batch,
  { tasks, stage }: { tasks: readonly number[]; stage: Stage },
): TaskPasses {
  return withBackwardPasses((backward) => {
    const { heads, shared, own } = model
    const { parts, tasks: owners, activations, inOrder } = features(model, batch, { tasks, stage })
    const feature = parts.length === 1 ? (parts[0] as Tensor2D) : tf.concat(parts)
    const ids = owners
      ? Int32Array.from(parts.flatMap(({ shape: [rows] }, k) => new Array(rows).fill(owners[k])))
      : labelValues(batch[2])
    const input = forPairs(feature, ids)
    const logits = heads.forward(input, ids)
    const losses = model.means(inOrder(logits), batch, tasks)
    // Where a row is of several tasks, each has its own copy of the feature.
    const inputs = input === feature ? parts : [input]
    const found = backward(tf.sum(losses), [...inputs, ...own.map(({ variable }) => variable)])
    const slopes = owners
      ? tasks.map((taskId) => ofOwner(owners.indexOf(taskId), parts, found))
      : input === feature
        ? maskedSlopes(tasks, ids, feature, found[0])
        : pairSlopes(tasks, ids, feature, found[0])
    const preds = inOrder(tf.argMax(logits, 1) as Tensor1D)
    const seen = recordsStep() ? new Map<string, Tensor>() : activations
    return {
      ...keptPasses(model, { preds, losses, activations: seen, ofOwn: found.slice(inputs.length) }),
      gradients: slopes.map(({ part, slope }) => passes(backward, part, shared, slope)),
    }
  })
}

/** Keeps what a step gives. @param found.ofOwn gradients of the tasks' own parameters */
export function keptPasses(
  { own }: Pick<StepModel, 'own'>,
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
function features(
  { backbone, tasks: all }: StepModel,
  [x, , taskIds]: Batch,
  { tasks, stage }: { tasks: readonly number[]; stage: Stage },
): Features {
  const ids = labelValues(taskIds)
  // Where steps may be recorded, all draw as one that is, which knows no absent task.
  const owners = stepExecutor() ? [...all].sort((a, b) => a - b) : tasks
  if (!backbone.rowwise || owners.length === 1 || ids.length !== x.shape[0]) {
    const { feature, activations } = backbone.forward(x, { stage, taskIds: ids })
    return { parts: [feature], activations: new Map(activations), inOrder: tf.clone }
  }
  const arranged = { parts: [] as number[][], places: new Int32Array(ids.length) }
  hostEffect(() => arrange(ids, owners, arranged))
  const outputs = arranged.parts.map((own, k) => {
    const rows = hostTensor<tf.Rank.R1>([own.length], 'int32', (values) => values.set(arranged.parts[k] as number[]))
    return backbone.forward(tf.gather(x, rows), { stage, taskIds: owners[k] as number })
  })
  const places = hostTensor<tf.Rank.R1>([ids.length], 'int32', (values) => values.set(arranged.places))
  const names = [...(outputs[0]?.activations.keys() ?? [])]
  const activations = names.map((name) => {
    const parts = outputs.map((output) => output.activations.get(name) as Tensor)
    return [name, tf.gather(tf.concat(parts), places)] as const
  })
  return {
    parts: outputs.map(({ feature }) => feature),
    tasks: owners,
    activations: new Map(activations),
    inOrder: (rows) => tf.gather(rows, places),
  }
}

/**
 * Brings each task's rows together. Where a backend builds a graph for each shape, they are filled up to a common
 * number, of which there are few: nothing comes back at rows that fill up.
 * @param arranged gets the rows of each part, and where each row of the batch is in all parts
 */
function arrange(
  ids: Int32Array,
  owners: readonly number[],
  arranged: { parts: number[][]; places: Int32Array },
): void {
  const { taskIds, rows } = new TaskRows(owners, ids)
  const most = stepExecutor() ? filledRows(ids) : 0
  let offset = 0
  arranged.parts = owners.map((taskId) => {
    const own = rows[taskIds.indexOf(taskId)] ?? []
    for (const [i, row] of own.entries()) arranged.places[row] = offset + i
    const length = most || own.length
    offset += length
    return Array.from({ length }, (_, i) => own[i] ?? own[0] ?? 0)
  })
}

/** What comes into a backward pass through the backbone, and where. */
interface Slope {
  part: Tensor2D
  slope: Tensor | undefined
}

function ofOwner(place: number, parts: readonly Tensor2D[], found: readonly (Tensor | undefined)[]): Slope {
  return { part: parts[place] as Tensor2D, slope: found[place] }
}

/** Of features of all rows: each task's are those of its rows. */
function maskedSlopes(tasks: readonly number[], ids: Int32Array, part: Tensor2D, whole: Tensor | undefined): Slope[] {
  return tasks.map((taskId) => {
    if (!whole || tasks.length === 1) return { part, slope: whole }
    const mask = hostTensor([ids.length, 1], 'float32', (values) => {
      for (const [row, id] of ids.entries()) values[row] = id === taskId ? 1 : 0
    })
    return { part, slope: tf.mul(whole, mask) }
  })
}

/** Of rows that are of several tasks: what comes into each task's backward pass from its own copy of the feature. */
function pairSlopes(tasks: readonly number[], ids: Int32Array, part: Tensor2D, whole: Tensor | undefined): Slope[] {
  const [count, width] = part.shape
  return tasks.map((taskId) => {
    const slope = whole && tf.slice(whole as Tensor2D, [ids.indexOf(taskId), 0], [count, width])
    return { part, slope }
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
