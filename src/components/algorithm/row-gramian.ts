import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { groupGramianKernel } from '../../compile/group-gramian-kernel.js'
import { hostTensor } from '../../compile/host-work.js'
import { type Gramian, gramianOfLayers, submatrix } from '../../nn/linear-algebra/gramian.js'
import type { Batch } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import type { RowPasses } from './row-passes.js'
import { TaskRows } from './task-rows.js'

/** Dot products that the step itself computes, to keep, by name; none where the backend does not have them. */
export function keepProducts(
  passes: RowPasses,
  batch: Batch,
  kept: NamedTensorMap,
  tasks: readonly number[],
): NamedTensorMap {
  const named: NamedTensorMap = {}
  if (!tf.getKernel(groupGramianKernel, tf.getBackend())) return named
  const ids = labelValues(batch[2])
  const groups = hostTensor([ids.length, tasks.length], 'float32', (members) => {
    members.fill(0)
    for (const [row, taskId] of ids.entries()) members[row * tasks.length + tasks.indexOf(taskId)] = 1
  })
  passes.eachLayer(batch, kept, ({ x, slope, bias }, i) => {
    const found = tf.engine().runKernel(groupGramianKernel, { x, slope, groups }, { bias: bias !== null })
    for (const [k, part] of (found as unknown as Tensor[]).entries()) named[`products ${i} ${k}`] = part
  })
  return named
}

/**
 * Dot products of the present tasks' gradients, none of which is written out.
 * @param places of the tasks present among those that the step computed
 */
export async function readGramian(
  passes: RowPasses,
  batch: Batch,
  kept: NamedTensorMap,
  places: readonly number[],
): Promise<Gramian> {
  const isComputed = Object.keys(kept).some((name) => name.startsWith('products '))
  return isComputed ? submatrix(await readProducts(kept), places) : await computeProducts(passes, batch, kept)
}

async function readProducts(kept: NamedTensorMap): Promise<Gramian> {
  const layers = new Set(Object.keys(kept).flatMap((name) => /^products (\d+) /.exec(name)?.[1] ?? []))
  const parts = await Promise.all(
    [...layers].map((i) =>
      Promise.all([0, 1, 2].map((k) => (kept[`products ${i} ${k}`] as Tensor).data() as Promise<Float32Array>)),
    ),
  )
  const count = (kept.losses as Tensor).size
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from({ length: count }, (_, j) => {
      const at = i <= j ? i * count + j : j * count + i
      return parts.reduce((sum, [high, low, scale]) => {
        if (!high || !low || !scale) return sum
        return sum + ((high[at] as number) + (low[at] as number)) * (scale[0] as number) ** 2
      }, 0)
    }),
  )
}

async function computeProducts(passes: RowPasses, batch: Batch, kept: NamedTensorMap): Promise<Gramian> {
  const ids = labelValues(batch[2])
  const { rows } = new TaskRows(passes.model.tasks, ids)
  const tasks = new Int32Array(ids.length)
  for (const [k, own] of rows.entries()) for (const row of own) tasks[row] = k
  const reads = new Map<unknown, Promise<Float32Array>>()
  const readOnce = (tensor: Tensor) => {
    const values = reads.get(tensor.dataId) ?? (tensor.data() as Promise<Float32Array>)
    reads.set(tensor.dataId, values)
    return values
  }
  const parts: Promise<{ inputs: Float32Array; slopes: Float32Array; bias: boolean }>[] = []
  tf.tidy(() =>
    passes.eachLayer(batch, kept, ({ x, slope, bias }) => {
      const both = Promise.all([readOnce(x), readOnce(slope)])
      parts.push(both.then(([inputs, slopes]) => ({ inputs, slopes, bias: bias !== null })))
    }),
  )
  return gramianOfLayers(await Promise.all(parts), tasks, rows.length)
}
