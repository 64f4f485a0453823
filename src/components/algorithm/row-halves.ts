import type { NamedTensorMap, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { groupGramianKernel } from '../../compile/group-gramian-kernel.js'
import { hostConstant, hostTensor, recordsStep } from '../../compile/host-work.js'
import { lookAt } from '../../compile/look-at.js'
import { type Backward, withBackwardPasses } from '../../nn/backward-passes.js'
import { LinearUses } from '../../nn/layers/linear-uses.js'
import { type Gramian, gramianOfLayers, gramianOfPieces, rowsOf, submatrix } from '../../nn/linear-algebra/gramian.js'
import type { Stage } from '../../nn/module.js'
import type { Gradient, Parameter } from '../../nn/parameter.js'
import type { Combination, GradientWeighting } from '../../nn/weighting.js'
import type { Batch, StepHalves, TrainingOutputs } from '../../training/algorithm.js'
import { labelValues } from '../../training/step-tensors.js'
import { meanOutputs } from './step-outputs.js'
import { keptPasses, lastLayerOf, type TaskStep } from './task-gradients.js'
import { filledRows, taskMembers } from './task-members.js'
import { TaskRows } from './task-rows.js'

/** Of what the halves of a step are made. */
export interface RowModel extends Pick<TaskStep, 'backbone' | 'heads' | 'shared' | 'own'> {
  /** In the weighting's order. */
  readonly tasks: readonly number[]
  readonly weighting: Pick<GradientWeighting, 'combine' | 'gramianOnly' | 'parameters'>
  /** Mean loss of each of the tasks, `[tasks]`. */
  means(logits: Tensor2D, batch: Batch, tasks: readonly number[]): Tensor1D
  /** Which segments have rows, by parameter. */
  presence(parameters: readonly Parameter[], batch: Batch): ReadonlyMap<Parameter, boolean[]>
}

/** A shared layer. */
interface Layer {
  weight: Parameter
  bias: Parameter | null
}

/** What the host made of the first half. */
interface Decided extends Combination {
  /** By ascending task id. */
  taskIds: readonly number[]
}

/**
 * Steps of a weighting that looks at gradients, where tasks share linear layers alone. A row is of one task, and its
 * part in the gradient of a linear layer is what went into the layer times what came back: so one backward pass for all
 * tasks goes as far as the layers' outputs. Dot products of the tasks' gradients follow from that, and none of them is
 * written out; a weighting that looks at the gradients themselves gets products of each task's rows. With the tasks'
 * weights known, the gradients of the layers are those of rows that weigh as their tasks do.
 */
export class RowHalves implements StepHalves {
  readonly #ascending: readonly number[]
  #layers: readonly Layer[] = []
  #decided: Decided = { taskIds: [] }
  #gramian: () => Gramian = () => []

  constructor(private readonly model: RowModel) {
    this.#ascending = [...model.tasks].sort((a, b) => a - b)
  }

  /** Dot products of the newest batch's gradients, by ascending task id: to read while `ofGramian` lasts. */
  get gramian(): Gramian {
    return this.#gramian()
  }

  /** Of what is kept, what those dot products are computed of when they are read first. */
  ofGramian(kept: NamedTensorMap): Tensor[] {
    return this.#layers.flatMap((_, i) => [kept[`weights ${i}`] ?? [], kept[`biases ${i}`] ?? []].flat())
  }

  form(batch: Batch): string {
    return this.#writes ? `up to ${filledRows(labelValues(batch[2]))} rows a task` : ''
  }

  /** Whether the tasks' gradients are asked for. */
  get #writes(): boolean {
    return this.model.weighting.gramianOnly !== true
  }

  first(batch: Batch, stage: Stage = 'train'): { outputs: TrainingOutputs; kept: NamedTensorMap } {
    const ids = labelValues(batch[2])
    const tasks = recordsStep() ? this.#ascending : new TaskRows(this.model.tasks, ids).taskIds
    const passes = withBackwardPasses((backward) => this.#passes(backward, batch, { tasks, stage }))
    const { layers, headGradients, ...seen } = passes
    this.#layers = layers
    const kept: NamedTensorMap = { losses: seen.losses }
    for (const [i, { value }] of headGradients.entries()) kept[`own ${i}`] = value
    for (const [i, { x, slope }] of layers.entries()) {
      // The step does not compute what it is given.
      if (x.dataId === batch[0].dataId) x.dispose()
      else kept[`x ${i}`] = x
      if (slope) kept[`slope ${i}`] = slope
    }
    Object.assign(
      kept,
      tf.tidy(() => this.#ofTasks(batch, kept, tasks)),
    )
    return { outputs: meanOutputs(seen, ids, tasks), kept }
  }

  #passes(backward: Backward, batch: Batch, { tasks, stage }: { tasks: readonly number[]; stage: Stage }) {
    const { backbone, heads, shared, own, means } = this.model
    const ids = labelValues(batch[2])
    const watched = new LinearUses(shared, ids.length)
    const { feature, activations } = watched.during(() => backbone.forward(batch[0], { stage, taskIds: ids }))
    const logits = heads.forward(feature, ids)
    const losses = means(logits, batch, tasks)
    const { uses } = watched
    const found = backward(tf.sum(losses), [...own.map(({ variable }) => variable), ...uses.map(({ probe }) => probe)])
    const layers = uses.map(({ weight, bias, x, slope }) => ({ weight, bias, x: tf.keep(tf.clone(x)), slope }))
    const preds = tf.argMax(logits, 1) as Tensor1D
    const seen = recordsStep() ? new Map<string, Tensor>() : activations
    return { ...keptPasses({ own }, { preds, losses, activations: seen, ofOwn: found }), layers }
  }

  /** What the host looks at beside the rows: the tasks' gradients, or their dot products where the backend has them. */
  #ofTasks(batch: Batch, kept: NamedTensorMap, tasks: readonly number[]): NamedTensorMap {
    const named: NamedTensorMap = {}
    const ids = labelValues(batch[2])
    if (this.#writes) {
      const members = taskMembers(ids, tasks, filledRows(ids))
      this.#eachLayer(batch, kept, ({ x, slope, bias }, i) => {
        const slopes = tf.mul<tf.Tensor3D>(members.of(slope), members.there)
        named[`weights ${i}`] = tf.matMul(members.of(x), slopes, true, false)
        if (bias) named[`biases ${i}`] = tf.sum(slopes, 1)
      })
    } else if (tf.getKernel(groupGramianKernel, tf.getBackend())) {
      const groups = hostTensor([ids.length, tasks.length], 'float32', (members) => {
        members.fill(0)
        for (const [row, taskId] of ids.entries()) members[row * tasks.length + tasks.indexOf(taskId)] = 1
      })
      this.#eachLayer(batch, kept, ({ x, slope, bias }, i) => {
        const found = tf.engine().runKernel(groupGramianKernel, { x, slope, groups }, { bias: bias !== null })
        for (const [k, part] of (found as unknown as Tensor[]).entries()) named[`products ${i} ${k}`] = part
      })
    }
    return named
  }

  #eachLayer(
    [given]: Batch,
    kept: NamedTensorMap,
    visit: (layer: Layer & { x: Tensor2D; slope: Tensor2D }, place: number) => void,
  ): void {
    for (const [i, { weight, bias }] of this.#layers.entries()) {
      const slope = kept[`slope ${i}`] as Tensor2D | undefined
      const x = (kept[`x ${i}`] ?? tf.reshape(given, [-1, weight.variable.shape[0] as number])) as Tensor2D
      if (slope) visit({ weight, bias, x, slope }, i)
    }
  }

  async between(batch: Batch, kept: NamedTensorMap): Promise<void> {
    const { tasks, weighting, shared } = this.model
    const { taskIds, lanes } = new TaskRows(tasks, labelValues(batch[2]))
    const losses = kept.losses as Tensor1D
    // A recorded step has numbers of all tasks, of which some may have no rows.
    const places =
      losses.size === taskIds.length ? [...taskIds.keys()] : taskIds.map((id) => this.#ascending.indexOf(id))
    const own = weighting.parameters?.() ?? []
    const [pieces, values] = await Promise.all([
      this.#writes ? this.#pieces(kept, places) : this.#readGramian(batch, kept, places),
      Promise.all([losses, ...own.map(({ variable }) => variable)].map(read)),
    ])
    if (this.#writes) this.#gramian = onceAsked(() => gramianOfPieces(pieces))
    const gramian = this.#gramian
    const [all, ...ownValues] = values as [Float32Array, ...Float32Array[]]
    this.#decided = {
      taskIds,
      ...weighting.combine({
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
    const found = this.#layers.flatMap(({ weight, bias }, i) => [
      [weight, kept[`weights ${i}`]] as const,
      ...(bias ? [[bias, kept[`biases ${i}`]] as const] : []),
    ])
    const byVariable = new Map(found.map(([{ variable }, tensor]) => [variable, tensor]))
    return await Promise.all(
      this.model.shared.map(async ({ variable }) => {
        const { size } = variable
        const tensor = byVariable.get(variable)
        const values = tensor && ((await lookAt(tensor)) as Float32Array)
        return places.map((place) => values?.subarray(place * size, (place + 1) * size) ?? new Float32Array(size))
      }),
    )
  }

  /** @returns no gradients */
  async #readGramian(batch: Batch, kept: NamedTensorMap, places: readonly number[]): Promise<Float32Array[][]> {
    const ids = labelValues(batch[2])
    const isComputed = Object.keys(kept).some((name) => name.startsWith('products '))
    const found = isComputed ? await this.#readProducts(kept) : await this.#computeProducts(batch, kept, ids)
    const own = isComputed ? submatrix(found, places) : found
    this.#gramian = () => own
    return []
  }

  async #readProducts(kept: NamedTensorMap): Promise<Gramian> {
    const parts = await Promise.all(
      this.#layers.map((_, i) =>
        Promise.all([0, 1, 2].map((k) => kept[`products ${i} ${k}`]?.data() as Promise<Float32Array> | undefined)),
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

  /** Of the present tasks. */
  async #computeProducts(batch: Batch, kept: NamedTensorMap, ids: Int32Array): Promise<Gramian> {
    const { rows } = new TaskRows(this.model.tasks, ids)
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
      this.#eachLayer(batch, kept, ({ x, slope, bias }) => {
        const both = Promise.all([readOnce(x), readOnce(slope)])
        parts.push(both.then(([inputs, slopes]) => ({ inputs, slopes, bias: bias !== null })))
      }),
    )
    return gramianOfLayers(await Promise.all(parts), tasks, rows.length)
  }

  second(batch: Batch, kept: NamedTensorMap): Gradient[] {
    const { own, weighting } = this.model
    const isDirect = hostConstant(() => this.#decided.direction !== undefined)
    const presence = this.model.presence(own, batch)
    const ofWeighting = weighting.parameters?.() ?? []
    return [
      ...(isDirect ? this.#direct() : this.#weighted(batch, kept)),
      ...own.map((parameter, i) => this.#ofTask(parameter, kept[`own ${i}`] as Tensor, presence.get(parameter))),
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
    return this.model.shared.map((parameter) => {
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
    const values = new Map<Parameter['variable'], Tensor>()
    tf.tidy(() => {
      this.#eachLayer(batch, kept, ({ weight, bias, x, slope }) => {
        const weighted = tf.mul<Tensor2D>(slope, column)
        values.set(weight.variable, tf.keep(tf.matMul(x, weighted, true, false)))
        if (bias) values.set(bias.variable, tf.keep(tf.sum(weighted, 0)))
      })
    })
    column.dispose()
    return this.model.shared.map((parameter) => {
      return { parameter, value: values.get(parameter.variable) ?? tf.zerosLike(parameter.variable) }
    })
  }

  /** Scaled by task where the weighting says so. */
  #ofTask(parameter: Parameter, value: Tensor, present: readonly boolean[] | undefined): Gradient {
    const { segments } = parameter
    const gradient = { parameter, ...(present && { present }) }
    const isScaled = hostConstant(() => this.#decided.headFactors !== undefined)
    if (!isScaled || !segments) return { ...gradient, value: tf.clone(value) }
    const columns = hostTensor([value.shape.at(-1) as number], 'float32', (factors) => {
      const { taskIds, headFactors } = this.#decided
      for (const { taskId, offset, size } of segments) {
        factors.fill(headFactors?.[taskIds.indexOf(taskId)] ?? 0, offset, offset + size)
      }
    })
    const scaled = tf.mul(value, columns)
    columns.dispose()
    return { ...gradient, value: scaled }
  }
}

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
