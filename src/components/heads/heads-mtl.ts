import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Heads, NumClasses } from '../../nn/heads.js'
import { initLinear } from '../../nn/init.js'
import { newParameter } from '../../nn/layers/new-parameter.js'
import { requireRoom } from '../../nn/layers/require-room.js'
import type { Parameter, Segment } from '../../nn/parameter.js'
import { type Columns, selectHeads } from '../../nn/select-heads.js'
import { ConfigError } from '../../util/diagnostic.js'
import { Generator } from '../../util/generator.js'

/** Keys of `HeadsMTL`, and what the run passes in. */
export interface HeadsMTLParams {
  /** The backbone's `output_dim`. */
  input_dim: number
  /** Draws the initial weights. Default: torch's unseeded generator. */
  generator?: Generator
}

/**
 * One linear head per task. All of them are one stacked matrix, so that a step costs the same for any number of tasks.
 */
export class HeadsMTL implements Heads {
  readonly inputDim: number
  readonly #generator: Generator
  readonly #columns = new Map<number, Columns & { index: number }>()
  #stacked: { weight: Parameter; bias: Parameter } | undefined

  constructor({ input_dim, generator = new Generator() }: HeadsMTLParams) {
    this.inputDim = input_dim
    this.#generator = generator
  }

  get taskIds(): readonly number[] {
    return [...this.#columns.keys()]
  }

  /**
   * Creates the heads, drawing as torch's `nn.Linear` does, task by task: weight, then bias.
   * @throws ConfigError where a task's class count is missing or not positive.
   */
  setupTasks(taskIds: readonly number[], numClasses: NumClasses): void {
    if (this.#stacked) throw new Error('the heads are set up already')
    let total = 0
    for (const [index, taskId] of taskIds.entries()) {
      const size = numClasses.get(taskId) ?? 0
      if (!(size > 0)) {
        throw new ConfigError({ code: 'num-classes', path: 'dataset', message: `task ${taskId} has no classes` })
      }
      this.#columns.set(taskId, { offset: total, size, index })
      total += size
    }
    requireRoom('heads.weight', this.inputDim * total)
    const weight = new Float32Array(this.inputDim * total)
    const bias = new Float32Array(total)
    for (const { offset, size } of this.#columns.values()) {
      const head = initLinear(this.#generator, this.inputDim, size)
      weight.set(head.weight, offset * this.inputDim)
      bias.set(head.bias as Float32Array, offset)
    }
    this.#stacked = {
      weight: newParameter('heads.weight', [this.inputDim, total], 'linear', weight),
      bias: newParameter('heads.bias', [total], 'same', bias),
    }
  }

  numClasses(taskId: number): number {
    return this.#column(taskId).size
  }

  /**
   * The stacked weight `[inputDim, classes of all tasks]` and bias, with a segment for each task; none before
   * `setupTasks`.
   */
  parameters(): Parameter[] {
    if (!this.#stacked) return []
    const { weight, bias } = this.#stacked
    return [
      { ...weight, segments: this.#segments('weight') },
      { ...bias, segments: this.#segments('bias') },
    ]
  }

  forward(feature: Tensor, taskIds: Int32Array | number): Tensor2D {
    const parts = this.#parts()
    const weight = parts.weight.variable as unknown as Tensor2D
    const bias = parts.bias.variable
    const input = feature as Tensor2D
    if (typeof taskIds === 'number') {
      const { offset, size } = this.#column(taskIds)
      const columns = tf.slice(weight, [0, offset], [this.inputDim, size])
      return tf.add(tf.matMul(input, columns), tf.slice(bias, [offset], [size]))
    }
    const all = tf.add(tf.matMul(input, weight), bias) as Tensor2D
    for (const taskId of new Set(taskIds)) this.#column(taskId)
    return selectHeads(all, taskIds, this.#columns)
  }

  present(taskIds: Int32Array): boolean[] {
    const present = new Array<boolean>(this.#columns.size).fill(false)
    for (const taskId of taskIds) present[this.#column(taskId).index] = true
    return present
  }

  /** Torch's name of one task's head in the whole model. */
  protected headName(taskId: number): string {
    return `heads.heads.${taskId}`
  }

  #segments(part: 'weight' | 'bias'): Segment[] {
    return Array.from(this.#columns, ([taskId, { offset, size }]) => {
      return { name: `${this.headName(taskId)}.${part}`, taskId, offset, size }
    })
  }

  #parts(): { weight: Parameter; bias: Parameter } {
    if (!this.#stacked) throw new Error('setupTasks comes first')
    return this.#stacked
  }

  #column(taskId: number): Columns & { index: number } {
    const column = this.#columns.get(taskId)
    if (!column) throw new RangeError(`there is no head for task ${taskId}; there are ${this.taskIds.join(', ')}`)
    return column
  }
}
