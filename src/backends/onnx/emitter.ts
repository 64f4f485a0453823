import { type Shape, sameShape, sizeOf } from '../shapes.js'
import { blocksOf } from './blocks.js'
import type { TensorValues } from './engine.js'
import { type ElementType, Graph, typeNumber, type Value } from './graph.js'
import type { Image } from './image.js'
import type { Call, Cut, Emitter, Ref, TensorType } from './kernel.js'
import { neededCalls } from './needed-calls.js'

/** What is to be written as one graph. */
export interface Program {
  /** In the order in which they were recorded. */
  calls: readonly Call[]
  /** Tensors from before. */
  leaves: readonly TensorType[]
  /** Leaves that are the same in each run, with their values. */
  constants: ReadonlyMap<number, TensorValues>
  /** Results to be given out. */
  outputs: readonly number[]
  /** Small leaves that come, and results that go, as one vector: each one of its own costs as much as an operation. */
  packed?: { leaves: readonly number[]; outputs: readonly number[] }
}

/** Of the vectors in which small tensors come and go. */
export const packedNames = { input: 'small', output: 'small out' } as const

/** Writes recorded calls as the nodes of a graph. Images stay in blocks between the kernels that can have them so. */
export class GraphEmitter implements Emitter {
  readonly graph = new Graph()
  /** Leaves that the graph is fed. */
  readonly fed = new Set<number>()
  readonly #program: Program
  readonly #results: TensorType[] = []
  readonly #producers: Call[] = []
  readonly #uses: number[] = []
  readonly #plain: (Value | undefined)[] = []
  readonly #images: (Image | undefined)[] = []
  /** Parts of the vector of small leaves. */
  readonly #parts = new Map<number, Value>()

  /** @param block channels of a block; 0: the engine has no such layout. */
  constructor(
    program: Program,
    readonly block: number,
  ) {
    this.#program = program
    for (const call of program.calls) {
      for (const result of call.results) {
        this.#producers.push(call)
        this.#results.push(result)
        this.#uses.push(0)
      }
    }
    const needed = neededCalls(program.calls, program.outputs)
    for (const { inputs } of needed) {
      for (const { result } of Object.values(inputs)) if (result !== undefined) this.#use(result)
    }
    for (const output of program.outputs) this.#use(output)
    const { leaves, outputs } = program.packed ?? { leaves: [], outputs: [] }
    if (leaves.length > 0) this.#unpack(leaves)
    for (const call of needed) this.#emit(call)
    for (const output of program.outputs) {
      if (outputs.includes(output)) continue
      const { shape, dtype } = this.#results[output] as TensorType
      this.graph.output(this.plain({ result: output, shape, dtype }), `r${output}`, shape, dtype)
    }
    if (outputs.length > 0) this.#pack(outputs)
  }

  plain(ref: Ref, shape: Shape = ref.shape): Value {
    const [value, own] = ref.leaf === undefined ? this.#result(ref.result as number) : this.#leaf(ref.leaf, shape)
    return sameShape(own, shape) ? value : this.reshape(value, shape)
  }

  factor(ref: Ref): Value {
    const [value, own] = ref.leaf === undefined ? this.#result(ref.result as number) : this.#leaf(ref.leaf, ref.shape)
    return own.length > 1 ? this.reshape(value, []) : value
  }

  blockedAlready(ref: Ref): Image | undefined {
    const image = ref.result === undefined ? undefined : this.#images[ref.result]
    return image && ref.shape.at(-1) === image.channels ? image : undefined
  }

  setBlocked({ result }: Ref, image: Image): void {
    if (result !== undefined) this.#images[result] ??= image
  }

  onlyUse({ result }: Ref): Call | undefined {
    return result !== undefined && this.#uses[result] === 1 ? this.#producers[result] : undefined
  }

  cast(value: Value, from: ElementType, to: ElementType): Value {
    return from === to ? value : this.graph.add('Cast', [value], { to: typeNumber(to) })
  }

  reshape(value: Value, shape: Shape): Value {
    return this.graph.add('Reshape', [value, this.graph.ints(shape)])
  }

  slice(value: Value, { axes, starts, ends, steps = axes.map(() => 1) }: Cut): Value {
    return this.graph.add('Slice', [value, ...[starts, ends, axes, steps].map((list) => this.graph.ints(list))])
  }

  #unpack(leaves: readonly number[]): void {
    const sizes = leaves.map((leaf) => sizeOf((this.#program.leaves[leaf] as TensorType).shape))
    const size = sizes.reduce((sum, one) => sum + one, 0)
    const all = this.graph.input(packedNames.input, [size], 'float32')
    const parts = this.graph.addSeveral('Split', [all, this.graph.ints(sizes)], { axis: 0 }, sizes.length)
    for (const [i, leaf] of leaves.entries()) this.#parts.set(leaf, parts[i] as Value)
  }

  #pack(outputs: readonly number[]): void {
    const parts = outputs.map((result) => {
      const type = this.#results[result] as TensorType
      return this.plain({ result, ...type }, [sizeOf(type.shape)])
    })
    const size = outputs.reduce((sum, result) => sum + sizeOf((this.#results[result] as TensorType).shape), 0)
    const all = this.graph.add('Concat', parts, { axis: 0 })
    this.graph.output(all, packedNames.output, [size], 'float32')
  }

  #use(result: number): void {
    this.#uses[result] = (this.#uses[result] ?? 0) + 1
  }

  #emit(call: Call): void {
    const given = call.kernel.emit(this, call)
    const all = Array.isArray(given) ? (given as readonly (Value | Image)[]) : [given as Value | Image]
    for (const [i, one] of all.entries()) {
      if (typeof one === 'string') this.#plain[call.first + i] = one
      else this.#images[call.first + i] = one
    }
  }

  #result(result: number): [Value, Shape] {
    const { shape } = this.#results[result] as TensorType
    const image = this.#images[result]
    this.#plain[result] ??= this.reshape(blocksOf(this).unblock(image as Image), shape)
    return [this.#plain[result] as Value, shape]
  }

  #leaf(leaf: number, shape: Shape): [Value, Shape] {
    const constant = this.#program.constants.get(leaf)
    const { shape: own, dtype } = this.#program.leaves[leaf] as TensorType
    if (constant) return [this.graph.constant(constant, sizeOf(shape) === constant.length ? shape : own), shape]
    const part = this.#parts.get(leaf)
    if (part) return [part, [sizeOf(own)]]
    if (!this.fed.has(leaf)) {
      this.fed.add(leaf)
      this.graph.input(`l${leaf}`, own, dtype)
    }
    return [`l${leaf}`, own]
  }
}
