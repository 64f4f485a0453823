import type { NamedTensorMap, Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostConstant, hostTensor } from '../../compile/host-work.js'
import { lookAt } from '../../compile/look-at.js'
import { type Gramian, gramianOfPieces, rowsOf } from '../../nn/linear-algebra/gramian.js'
import type { Stage } from '../../nn/module.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import type { Batch, StepHalves, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { type Decided, DecidedGradients } from './decided-gradients.js'
import { keepProducts, readGramian } from './row-gramian.js'
import { RowPasses } from './row-passes.js'
import type { Looking } from './step-model.js'
import { lastLayerOf } from './task-gradients.js'
import { onceAsked, taskNumbers } from './task-numbers.js'

/**
 * Steps of a weighting that looks at gradients, where tasks share linear layers alone. Dot products of the tasks'
 * gradients follow from what one backward pass gave at the layers, and none of them is written out; a weighting that
 * looks at the gradients themselves gets products of each task's rows. With the tasks' weights known, the gradients of
 * the layers are those of rows that weigh as their tasks do.
 */
export class RowHalves implements StepHalves {
  readonly #passes: RowPasses
  readonly #weighting: Looking
  readonly #gradients: DecidedGradients
  #decided: Decided = { taskIds: [] }
  #gramian: () => Gramian = () => []

  constructor(passes: RowPasses, weighting: Looking) {
    this.#passes = passes
    this.#weighting = weighting
    this.#gradients = new DecidedGradients(passes.model, () => this.#decided)
  }

  /** Dot products of the newest batch's gradients, by ascending task id: to read while `ofGramian` lasts. */
  get gramian(): Gramian {
    return this.#gramian()
  }

  /** Of what is kept, what those dot products are computed of when they are read first. */
  ofGramian(kept: NamedTensorMap): Tensor[] {
    return Object.entries(kept).flatMap(([name, tensor]) => (name.startsWith(OF_TASKS) ? tensor : []))
  }

  form(batch: Batch): string {
    return this.#writes ? RowPasses.formOfTasks(batch) : ''
  }

  /** Whether the tasks' gradients are asked for. */
  get #writes(): boolean {
    return this.#weighting.gramianOnly !== true
  }

  first(batch: Batch, stage: Stage = 'train'): { outputs: TrainingOutputs; kept: NamedTensorMap } {
    const passes = this.#passes
    const { outputs, kept, tasks } = passes.run(batch, stage)
    const looked = tf.tidy(() => {
      if (!this.#writes) return keepProducts(passes, batch, kept, tasks)
      const found = passes.ofTasks(batch, kept, tasks)
      return Object.fromEntries(Array.from(found, ([{ name }, tensor]) => [`${OF_TASKS}${name}`, tensor]))
    })
    return { outputs, kept: { ...kept, ...looked } }
  }

  async between(batch: Batch, kept: NamedTensorMap): Promise<void> {
    const weighting = this.#weighting
    const { model } = this.#passes
    const { taskIds, places, read } = taskNumbers(model, batch, { kept, weighting })
    const [pieces, numbers] = await Promise.all([
      this.#writes ? this.#pieces(kept, places) : this.#readGramian(batch, kept, places),
      read(),
    ])
    if (this.#writes) this.#gramian = onceAsked(() => gramianOfPieces(pieces))
    const gramian = this.#gramian
    const given = {
      ...numbers,
      single: true,
      pieces,
      get rows() {
        return rowsOf(pieces)
      },
      get gramian() {
        return gramian()
      },
      lastLayer: lastLayerOf(model.shared),
    }
    this.#decided = { taskIds, ...weighting.combine(given) }
  }

  /** By parameter, each present task's gradient. */
  async #pieces(kept: NamedTensorMap, places: readonly number[]): Promise<Float32Array[][]> {
    return await Promise.all(
      this.#passes.model.shared.map(async ({ name, variable: { size } }) => {
        const tensor = kept[`${OF_TASKS}${name}`]
        const values = tensor && ((await lookAt(tensor)) as Float32Array)
        return places.map((place) => values?.subarray(place * size, (place + 1) * size) ?? new Float32Array(size))
      }),
    )
  }

  /** @returns no gradients */
  async #readGramian(batch: Batch, kept: NamedTensorMap, places: readonly number[]): Promise<Float32Array[][]> {
    const found = await readGramian(this.#passes, batch, kept, places)
    this.#gramian = () => found
    return []
  }

  second(batch: Batch, kept: NamedTensorMap): Gradient[] {
    const isDirect = hostConstant(() => this.#decided.direction !== undefined)
    return [
      ...(isDirect
        ? this.#gradients.direct(() => this.#decided.direction as ArrayLike<number>)
        : this.#weighted(batch, kept)),
      ...this.#gradients.own(batch, kept),
      ...this.#gradients.ofWeighting(this.#weighting.parameters?.() ?? []),
    ]
  }

  /** The shared parameters' gradients with each row weighing as its task does. */
  #weighted(batch: Batch, kept: NamedTensorMap): Gradient[] {
    const ids = labelValues(batch[2])
    const column = hostTensor([ids.length, 1], 'float32', (values) => {
      const { taskIds, weights } = this.#decided
      const byTask = new Map(taskIds.map((taskId, k) => [taskId, weights?.[k] ?? 0]))
      for (const [row, taskId] of ids.entries()) values[row] = byTask.get(taskId) as number
    })
    const values = new Map<Parameter, Tensor>()
    tf.tidy(() => {
      this.#passes.eachLayer(batch, kept, ({ weight, bias, x, slope }) => {
        const weighted = tf.mul<Tensor2D>(slope, column)
        values.set(weight, tf.keep(tf.matMul(x, weighted, true, false)))
        if (bias) values.set(bias, tf.keep(tf.sum(weighted, 0)))
      })
    })
    column.dispose()
    return this.#passes.model.shared.map((parameter) => {
      return { parameter, value: values.get(parameter) ?? tf.zerosLike(parameter.variable) }
    })
  }
}

/** What the names of each task's gradients begin with. */
const OF_TASKS = 'of tasks '
