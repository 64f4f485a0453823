import type { NamedTensorMap, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostConstant, hostTensor } from '../../compile/host-work.js'
import { lookAt } from '../../compile/look-at.js'
import { type Gramian, gramianOfPieces, rowsOf } from '../../nn/linear-algebra/gramian.js'
import type { Stage } from '../../nn/module.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import type { Combination, GradientWeighting } from '../../nn/weighting.js'
import type { Batch, StepHalves, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { keepProducts, readGramian } from './row-gramian.js'
import { RowPasses } from './row-passes.js'
import { lastLayerOf } from './task-gradients.js'
import { TaskRows } from './task-rows.js'

/** What looks at gradients. */
export type Looking = Pick<GradientWeighting, 'combine' | 'gramianOnly' | 'parameters'>

/** What the host made of the first half. */
interface Decided extends Combination {
  /** By ascending task id. */
  taskIds: readonly number[]
}

/**
 * Steps of a weighting that looks at gradients, where tasks share linear layers alone. Dot products of the tasks'
 * gradients follow from what one backward pass gave at the layers, and none of them is written out; a weighting that
 * looks at the gradients themselves gets products of each task's rows. With the tasks' weights known, the gradients of
 * the layers are those of rows that weigh as their tasks do.
 */
export class RowHalves implements StepHalves {
  readonly #passes: RowPasses
  readonly #weighting: Looking
  #decided: Decided = { taskIds: [] }
  #gramian: () => Gramian = () => []

  constructor(passes: RowPasses, weighting: Looking) {
    this.#passes = passes
    this.#weighting = weighting
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
    const { tasks, shared } = this.#passes.model
    const { taskIds, lanes } = new TaskRows(tasks, labelValues(batch[2]))
    const losses = kept.losses as Tensor1D
    // A recorded step has numbers of all tasks, of which some may have no rows.
    const ascending = [...tasks].sort((a, b) => a - b)
    const places = losses.size === taskIds.length ? [...taskIds.keys()] : taskIds.map((id) => ascending.indexOf(id))
    const own = this.#weighting.parameters?.() ?? []
    const [pieces, values] = await Promise.all([
      this.#writes ? this.#pieces(kept, places) : this.#readGramian(batch, kept, places),
      Promise.all([losses, ...own.map(({ variable }) => variable)].map(read)),
    ])
    if (this.#writes) this.#gramian = onceAsked(() => gramianOfPieces(pieces))
    const gramian = this.#gramian
    const [all, ...ownValues] = values as [Float32Array, ...Float32Array[]]
    this.#decided = {
      taskIds,
      ...this.#weighting.combine({
        lanes,
        losses: Float64Array.from(places, (place) => all[place] as number),
        pieces,
        get rows() {
          return rowsOf(pieces)
        },
        get gramian() {
          return gramian()
        },
        lastLayer: lastLayerOf(shared),
        own: ownValues,
      }),
    }
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
    const ofWeighting = this.#weighting.parameters?.() ?? []
    return [
      ...(isDirect ? this.#direct() : this.#weighted(batch, kept)),
      ...this.#passes.ownGradients(batch, kept, (value, parameter) => this.#scaled(value, parameter)),
      ...ofWeighting.map((parameter, i) => {
        const { shape } = parameter.variable
        const fill = (values: Float32Array | Int32Array) => {
          const given = this.#decided.ownGradients?.[i]
          if (given) values.set(given)
          else values.fill(0)
        }
        return { parameter, value: hostTensor(shape, 'float32', fill) }
      }),
    ]
  }

  /** The shared parameters' gradient as the weighting gives it. */
  #direct(): Gradient[] {
    let offset = 0
    return this.#passes.model.shared.map((parameter) => {
      const { shape, size } = parameter.variable
      const start = offset
      offset += size
      const fill = (values: Float32Array | Int32Array) => {
        values.set((this.#decided.direction as Float32Array | Float64Array).subarray(start, start + size))
      }
      return { parameter, value: hostTensor(shape, 'float32', fill) }
    })
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

  /** Of one task's parameter: scaled where the weighting says so. */
  #scaled(value: Tensor, { segments }: Parameter): Tensor {
    const isScaled = hostConstant(() => this.#decided.headFactors !== undefined)
    if (!isScaled || !segments) return tf.clone(value)
    const columns = hostTensor([value.shape.at(-1) as number], 'float32', (factors) => {
      const { taskIds, headFactors } = this.#decided
      for (const { taskId, offset, size } of segments) {
        factors.fill(headFactors?.[taskIds.indexOf(taskId)] ?? 0, offset, offset + size)
      }
    })
    const scaled = tf.mul(value, columns)
    columns.dispose()
    return scaled
  }
}

/** What the names of each task's gradients begin with. */
const OF_TASKS = 'of tasks '

/** A copy of a tensor's values. */
async function read(tensor: Tensor): Promise<Float32Array> {
  return Float32Array.from(await tensor.data())
}

function onceAsked<T>(compute: () => T): () => T {
  let found: { value: T } | undefined
  return () => {
    found ??= { value: compute() }
    return found.value
  }
}
