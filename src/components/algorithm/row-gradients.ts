import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { groupGramianKernel } from '../../compile/group-gramian-kernel.js'
import { withBackwardPasses } from '../../nn/backward-passes.js'
import { LinearUses } from '../../nn/layers/linear-uses.js'
import { type Gramian, gramianOfLayers } from '../../nn/linear-algebra/gramian.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import { keptPasses, type SharedGradients, type StepPasses, type TaskStep } from './task-gradients.js'
import type { TaskRows } from './task-rows.js'

/** How many products cost as much as to write one number of a task's gradient, to read it, and to add it up. */
const WRITING = 8

/**
 * Whether dot products of the tasks' gradients are cheaper from the rows than from the gradients: they are products of
 * all pairs of rows, as long as layers are wide, instead of products of all pairs of tasks, as long as the weights.
 */
export function fewRows({ shared, rows, x, backbone }: TaskStep): boolean {
  const known = shared.every(({ layout, variable }) => layout === 'linear' || variable.rank === 1)
  if (!known || shared.length === 0 || !backbone.rowwise || rows.size !== x.shape[0]) return false
  const size = shared.reduce((sum, { variable }) => sum + variable.size, 0)
  const width = shared
    .filter(({ layout }) => layout === 'linear')
    .reduce((sum, { variable }) => sum + (variable.shape[0] as number) + (variable.shape[1] as number), 0)
  const tasks = rows.taskIds.length
  return (width * rows.size * (rows.size + 1)) / 2 <= size * ((tasks * (tasks + 1)) / 2 + WRITING * tasks)
}

/** A shared layer: what went in, and what came back at its output, undefined where that is zero. */
interface LayerPass {
  weight: Parameter
  bias: Parameter | null
  x: Tensor2D
  slope: Tensor2D | undefined
}

/**
 * What a weighting that looks at dot products alone needs of the tasks' gradients, none of which is written out. A row
 * is of one task, and its part in the gradient of a linear layer is what went into the layer times what came back: so
 * one backward pass for all tasks goes as far as the layers' outputs. With the tasks' weights known, the gradients of
 * the layers are those of rows that weigh as their tasks do.
 * @returns undefined where something else than linear layers, each used once, is shared
 */
export async function rowGradients(step: TaskStep): Promise<SharedGradients | undefined> {
  const found = withBackwardPasses((backward) => layerPasses(step, backward))
  if (!found) return undefined
  const { layers, ...passes } = found
  const tensors = new Set(layers.flatMap(({ x, slope }) => (slope ? [x, slope] : [x])))
  return {
    ...passes,
    rows: [],
    gramian: await gramianOfRows(layers, step.rows),
    combined: ({ weights = [] }) => weightedGradients(step, layers, weights),
    dispose: () => {
      for (const tensor of tensors) tensor.dispose()
    },
  }
}

function layerPasses(
  step: TaskStep,
  backward: Parameters<Parameters<typeof withBackwardPasses>[0]>[0],
): (StepPasses & { layers: LayerPass[] }) | undefined {
  const { backbone, heads, shared, own, x, ids, stage } = step
  const watched = new LinearUses(shared, step.rows.size)
  const { feature, activations } = watched.during(() => backbone.forward(x, { stage, taskIds: ids }))
  if (!watched.complete) return undefined
  const logits = heads.forward(feature, ids)
  const losses = step.means(logits)
  const { uses } = watched
  const found = backward(tf.sum(losses), [...own.map(({ variable }) => variable), ...uses.map(({ probe }) => probe)])
  // Layers may share what goes into them.
  const inputs = new Map([...new Set(uses.map((use) => use.x))].map((input) => [input, tf.keep(tf.clone(input))]))
  const layers = uses.map(({ weight, bias, x: input, slope }) => {
    return { weight, bias, x: inputs.get(input) as Tensor2D, slope }
  })
  const preds = tf.argMax(logits, 1) as Tensor1D
  return { ...keptPasses(step, { preds, losses, activations, ofOwn: found }), layers }
}

/** Dot products of the tasks' gradients: where the backend cannot compute in double precision, here. */
async function gramianOfRows(layers: readonly LayerPass[], { rows, size }: TaskRows): Promise<Gramian> {
  const used = layers.flatMap(({ x, slope, bias }) => (slope ? [{ x, slope, bias: bias !== null }] : []))
  if (tf.getKernel(groupGramianKernel, tf.getBackend())) return await gramianByBackend(used, { rows, size })
  const tasks = new Int32Array(size)
  for (const [k, own] of rows.entries()) for (const row of own) tasks[row] = k
  const reads = new Map<Tensor, Promise<Float32Array>>()
  const read = (tensor: Tensor) => {
    const values = reads.get(tensor) ?? (tensor.data() as Promise<Float32Array>)
    reads.set(tensor, values)
    return values
  }
  const parts = used.map(async ({ x, slope, bias }) => ({ inputs: await read(x), slopes: await read(slope), bias }))
  return gramianOfLayers(await Promise.all(parts), tasks, rows.length)
}

async function gramianByBackend(
  layers: readonly { x: Tensor2D; slope: Tensor2D; bias: boolean }[],
  { rows, size }: Pick<TaskRows, 'rows' | 'size'>,
): Promise<Gramian> {
  const count = rows.length
  const members = new Float32Array(size * count)
  for (const [k, own] of rows.entries()) for (const row of own) members[row * count + k] = 1
  const groups = tf.tensor2d(members, [size, count])
  const found = layers.map(({ x, slope, bias }) => {
    return tf.engine().runKernel(groupGramianKernel, { x, slope, groups }, { bias }) as unknown as Tensor[]
  })
  const parts = await Promise.all(found.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))))
  for (const tensor of [groups, ...found.flat()]) tensor.dispose()
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_, j) => {
      const at = i <= j ? i * count + j : j * count + i
      return parts.reduce((sum, [high, low, scale]) => {
        return sum + ((high?.[at] as number) + (low?.[at] as number)) * (scale?.[0] as number) ** 2
      }, 0)
    }),
  )
}

/** Gradients of the shared parameters in their order, with each row weighing as its task does. */
function weightedGradients(
  { shared, rows }: TaskStep,
  layers: readonly LayerPass[],
  weights: ArrayLike<number>,
): Gradient[] {
  const ofRows = new Float32Array(rows.size)
  for (const [k, own] of rows.rows.entries()) for (const row of own) ofRows[row] = weights[k] as number
  const values = new Map<Parameter['variable'], Tensor>()
  tf.tidy(() => {
    const column = tf.tensor2d(ofRows, [rows.size, 1])
    for (const { weight, bias, x, slope } of layers) {
      if (!slope) continue
      const weighted = tf.mul<Tensor2D>(slope, column)
      values.set(weight.variable, tf.keep(tf.matMul(x, weighted, true, false)))
      if (bias) values.set(bias.variable, tf.keep(tf.sum(weighted, 0)))
    }
  })
  return shared.map((parameter) => {
    return { parameter, value: values.get(parameter.variable) ?? tf.zerosLike(parameter.variable) }
  })
}
