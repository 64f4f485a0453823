import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { recordsStep } from '../../compile/host-work.js'
import type { Heads, NumClasses } from '../../nn/heads.js'
import { initLinear } from '../../nn/init.js'
import { type ActivationFunction, activation } from '../../nn/layers/activation.js'
import { Linear } from '../../nn/layers/linear.js'
import { newParameter } from '../../nn/layers/new-parameter.js'
import { requireRoom } from '../../nn/layers/require-room.js'
import { forTask, type Parameter, type Segment } from '../../nn/parameter.js'
import { type Columns, selectHeads } from '../../nn/select-heads.js'
import { ConfigError } from '../../util/diagnostic.js'
import { Generator } from '../../util/generator.js'
import { loadHeads } from './load-heads.js'

/** Keys of `HeadsMTL`, and what the run passes in. */
export interface HeadsMTLParams {
  /** The backbone's `output_dim`. */
  input_dim: number
  /** Widths of the hidden layers of each head. Default: none, a head is one linear layer. */
  hidden_dims?: readonly number[]
  /** Torch's name of the activation after each hidden layer; null: none. Default: ReLU. */
  activation_layer?: string | null
  /** Warm start: the heads of another run, by its directory or file of safetensors; for all tasks, or by task id. */
  weights?: string | Readonly<Record<string, string | null>> | null
  /** Draws the initial weights. Default: torch's unseeded generator. */
  generator?: Generator
  /** Whether weights follow from elsewhere, so that those of the warm start need not be there. Default: false. */
  trained?: boolean
}

/**
 * One head per task. Heads of one layer are one stacked matrix, so that a step costs the same for any number of tasks;
 * others are computed one by one, for the tasks that a batch has.
 */
export class HeadsMTL implements Heads {
  readonly inputDim: number
  readonly #generator: Generator
  readonly #columns = new Map<number, Columns & { index: number }>()
  readonly #hidden: readonly number[]
  readonly #activation: ActivationFunction
  readonly #weights: HeadsMTLParams['weights']
  #stacked: { weight: Parameter; bias: Parameter } | undefined
  /** By task, where they are not stacked. */
  #layers: ReadonlyMap<number, readonly Linear[]> | undefined

  /** @throws ConfigError where the activation is unknown. */
  constructor(params: HeadsMTLParams) {
    const { input_dim, hidden_dims = [], activation_layer = 'ReLU', generator = new Generator() } = params
    this.inputDim = input_dim
    this.#hidden = hidden_dims
    this.#activation = activation(activation_layer, 'heads.activation_layer') ?? ((x) => x)
    this.#weights = params.trained ? null : params.weights
    this.#generator = generator
  }

  get taskIds(): readonly number[] {
    return [...this.#columns.keys()]
  }

  /**
   * Creates the heads, drawing as torch's `nn.Linear` does, task by task: weight, then bias.
   * @throws ConfigError where a task's class count is missing or not positive, or saved heads do not fit.
   */
  setupTasks(taskIds: readonly number[], numClasses: NumClasses, options?: { separate: boolean }): void {
    if (this.#stacked || this.#layers) throw new Error('the heads are set up already')
    let total = 0
    for (const [index, taskId] of taskIds.entries()) {
      const size = numClasses.get(taskId) ?? 0
      if (!(size > 0)) {
        throw new ConfigError({ code: 'num-classes', path: 'dataset', message: `task ${taskId} has no classes` })
      }
      this.#columns.set(taskId, { offset: total, size, index })
      total += size
    }
    if (options?.separate || this.#hidden.length > 0) this.#layers = this.#drawLayers()
    else this.#drawStacked(total)
    loadHeads(this, this.#weights ?? null, (taskId) => `${this.headName(taskId)}.`)
  }

  #drawLayers(): Map<number, Linear[]> {
    return new Map(
      Array.from(this.#columns, ([taskId, { size }]) => {
        const widths = [this.inputDim, ...this.#hidden, size]
        const layers = widths.slice(1).map((outputs, i) => {
          // Torch counts the activations of a Sequential, too.
          const name = this.#hidden.length === 0 ? this.headName(taskId) : `${this.headName(taskId)}.${2 * i}`
          return new Linear(name, { inputs: widths[i] as number, outputs, generator: this.#generator })
        })
        return [taskId, layers] as const
      }),
    )
  }

  #drawStacked(total: number): void {
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
   * The stacked weight `[inputDim, classes of all tasks]` and bias, with a segment for each task, or each layer's; none
   * before `setupTasks`.
   */
  parameters(): Parameter[] {
    if (this.#layers) {
      return Array.from(this.#layers, ([taskId, layers]) =>
        layers.flatMap((layer) => layer.parameters().map((parameter) => forTask(parameter, taskId))),
      ).flat()
    }
    if (!this.#stacked) return []
    const { weight, bias } = this.#stacked
    return [
      { ...weight, segments: this.#segments('weight') },
      { ...bias, segments: this.#segments('bias') },
    ]
  }

  forward(feature: Tensor, taskIds: Int32Array | number): Tensor2D {
    if (this.#layers) return this.#through(feature as Tensor2D, taskIds, this.#layers)
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

  #through(x: Tensor2D, taskIds: Int32Array | number, layers: ReadonlyMap<number, readonly Linear[]>): Tensor2D {
    const head = (taskId: number) => {
      this.#column(taskId)
      const own = layers.get(taskId) as readonly Linear[]
      return own.reduce((here, layer, i) => {
        const output = layer.forward(here)
        return i === own.length - 1 ? output : (this.#activation(output) as Tensor2D)
      }, x)
    }
    if (typeof taskIds === 'number') return head(taskIds)
    const wanted = new Set(recordsStep() ? this.#columns.keys() : taskIds)
    for (const taskId of wanted) this.#column(taskId)
    const rows = x.shape[0]
    const logits = Array.from(this.#columns, ([taskId, { size }]) =>
      wanted.has(taskId) ? head(taskId) : tf.zeros<tf.Rank.R2>([rows, size]),
    )
    return selectHeads(logits.length === 1 ? (logits[0] as Tensor2D) : tf.concat(logits, 1), taskIds, this.#columns)
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
