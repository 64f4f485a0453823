import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { recordsStep } from '../../compile/host-work.js'
import { lookAt } from '../../compile/look-at.js'
import { type Gramian, gramianOf } from '../../nn/linear-algebra/gramian.js'
import { combineRows } from '../../nn/linear-algebra/wide-kernels.js'
import type { Stage } from '../../nn/module.js'
import type { Gradient } from '../../nn/parameter.js'
import type { Batch, StepHalves, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { type Decided, DecidedGradients } from './decided-gradients.js'
import type { Looking, StepModel } from './step-model.js'
import { meanOutputs } from './step-outputs.js'
import { lastLayerOf, taskPasses } from './task-gradients.js'
import { filledRows } from './task-members.js'
import { onceAsked, taskNumbers } from './task-numbers.js'
import { TaskRows } from './task-rows.js'

/**
 * Steps of a weighting that looks at gradients, with each task's gradient written out: of any network. The host reads
 * them, and gives the shared parameters' gradient back.
 */
export class WrittenHalves implements StepHalves {
  readonly #model: StepModel
  readonly #weighting: Looking
  /** Where gradients are read into: as large as a network or larger, so not made for each step. */
  readonly #room: Float32Array[]
  readonly #gradients: DecidedGradients
  #decided: Decided = { taskIds: [] }
  #direction: ArrayLike<number> = []
  #gramian: () => Gramian = () => []

  constructor(model: StepModel, weighting: Looking, room: Float32Array[]) {
    this.#model = model
    this.#weighting = weighting
    this.#room = room
    this.#gradients = new DecidedGradients(model, () => this.#decided)
  }

  /** Dot products of the newest batch's gradients, by ascending task id: to read before the next step. */
  get gramian(): Gramian {
    return this.#gramian()
  }

  /** None: they are computed of what the host has read. */
  ofGramian(): Tensor[] {
    return []
  }

  form([x, , taskIds]: Batch): string {
    const ids = labelValues(taskIds)
    // Rows of several tasks come task by task.
    if (ids.length !== x.shape[0]) return `rows of tasks ${[...new Set(ids)]}`
    return this.#model.backbone.rowwise ? `up to ${filledRows(ids)} rows a task` : ''
  }

  first(batch: Batch, stage: Stage = 'train'): { outputs: TrainingOutputs; kept: NamedTensorMap } {
    const ids = labelValues(batch[2])
    const { tasks } = this.#model
    const found = recordsStep() ? [...tasks].sort((a, b) => a - b) : new TaskRows(tasks, ids).taskIds
    const { headGradients, gradients, ...seen } = taskPasses(this.#model, batch, { tasks: found, stage })
    const kept: NamedTensorMap = { losses: seen.losses }
    for (const [i, { value }] of headGradients.entries()) kept[`own ${i}`] = value
    for (const [place, tensors] of gradients.entries()) {
      for (const [i, tensor] of tensors.entries()) if (tensor) kept[nameOf(place, i)] = tensor
    }
    return { outputs: meanOutputs(seen, ids, found), kept }
  }

  async between(batch: Batch, kept: NamedTensorMap): Promise<void> {
    const { shared } = this.#model
    const weighting = this.#weighting
    const { taskIds, places, read } = taskNumbers(this.#model, batch, { kept, weighting })
    const [rows, numbers] = await Promise.all([this.#read(kept, places), read()])
    const gramian = onceAsked(() => gramianOf(rows))
    this.#gramian = gramian
    const given = {
      ...numbers,
      single: true,
      rows,
      get gramian() {
        return gramian()
      },
      lastLayer: lastLayerOf(shared),
    }
    this.#decided = { taskIds, ...(shared.length === 0 ? { weights: [] } : weighting.combine(given)) }
    this.#direction = this.#decided.direction ?? combineRows(rows, this.#decided.weights ?? [])
  }

  second(batch: Batch, kept: NamedTensorMap): Gradient[] {
    return [
      ...this.#gradients.direct(() => this.#direction),
      ...this.#gradients.own(batch, kept),
      ...this.#gradients.ofWeighting(this.#weighting.parameters?.() ?? []),
    ]
  }

  /** Each present task's gradient, one parameter after another. */
  async #read(kept: NamedTensorMap, places: readonly number[]): Promise<Float32Array[]> {
    const sizes = this.#model.shared.map(({ variable }) => variable.size)
    const total = sizes.reduce((sum, size) => sum + size, 0)
    return await Promise.all(
      places.map(async (place, k) => {
        if (this.#room[k]?.length !== total) this.#room[k] = new Float32Array(total)
        const row = this.#room[k] as Float32Array
        let offset = 0
        for (const [i, size] of sizes.entries()) {
          const tensor = kept[nameOf(place, i)]
          if (tensor) row.set(await lookAt(tensor), offset)
          else row.fill(0, offset, offset + size)
          offset += size
        }
        return row
      }),
    )
  }
}

/** Of what is kept of a task's gradient of one parameter. */
function nameOf(place: number, parameter: number): string {
  return `of task ${place}: ${parameter}`
}
