import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import type { TaskGradients } from '../../nn/weighting.js'
import type { Batch } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import type { Looking, StepModel } from './step-model.js'
import { TaskRows } from './task-rows.js'

/** Of the tasks present in a batch, what a weighting is told beside their gradients. */
export interface TaskNumbers {
  /** Ascending. */
  taskIds: readonly number[]
  /** Their places among the tasks of which the step has numbers. */
  places: readonly number[]
  /** Read from the device, after `kept.losses` and the weighting's parameters. */
  read(): Promise<Pick<TaskGradients, 'lanes' | 'losses' | 'own'>>
}

export function taskNumbers(
  { tasks }: StepModel,
  batch: Batch,
  { kept, weighting }: { kept: NamedTensorMap; weighting: Looking },
): TaskNumbers {
  const { taskIds, lanes } = new TaskRows(tasks, labelValues(batch[2]))
  const losses = kept.losses as Tensor
  // A recorded step has numbers of all tasks, of which some may have no rows.
  const ascending = [...tasks].sort((a, b) => a - b)
  const places = losses.size === taskIds.length ? [...taskIds.keys()] : taskIds.map((id) => ascending.indexOf(id))
  const parameters = weighting.parameters?.() ?? []
  return {
    taskIds,
    places,
    read: async () => {
      const tensors = [losses, ...parameters.map(({ variable }) => variable)]
      const [all, ...own] = await Promise.all(tensors.map(copyOf))
      return { lanes, losses: Float64Array.from(places, (place) => (all as Float32Array)[place] as number), own }
    },
  }
}

async function copyOf(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}

/** Computes when it is asked first. */
export function onceAsked<T>(compute: () => T): () => T {
  let found: { value: T } | undefined
  return () => {
    found ??= { value: compute() }
    return found.value
  }
}
