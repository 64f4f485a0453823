import type { Variable } from '@tensorflow/tfjs-core'
import { compile, instantiate, type WasmMemory } from '../../util/wasm-binary.js'
import type { OnnxBackend } from './backend.js'
import type { TensorValues } from './engine.js'
import type { FusedUpdate, Scalar } from './fused-updates.js'
import { timeOutside } from './operation-timer.js'
import { reserve, residence, roomFor, settle } from './resident-variables.js'
import { writeUpdate } from './update-module.js'

/** An update of variables in a memory of WebAssembly, ready to run. */
export class ResidentUpdate {
  /** Variables that it changes. */
  readonly changed: readonly Variable[]
  /** Where the engine is to write the gradients, by their results. */
  readonly gradients: ReadonlyMap<number, Float32Array>
  readonly scalars: readonly Scalar[]
  /** Where the host's arrays go, by their leaves. */
  readonly #givens: ReadonlyMap<number, Float32Array>
  readonly #variables: readonly Variable[]
  readonly #addresses: readonly number[]
  readonly #bytes: number
  readonly #update: (...numbers: number[]) => void
  /** Of its tensors, to read. */
  readonly #shapes: string

  private constructor(
    update: FusedUpdate,
    { memory, arrays }: { memory: WasmMemory; arrays: readonly Float32Array[] },
  ) {
    const { variables, changed, gradients, givens, scalars, size, program } = update
    this.changed = changed
    this.scalars = scalars
    const others = arrays.slice(variables.length)
    this.gradients = new Map(gradients.map((result, i) => [result, others[i] as Float32Array]))
    this.#givens = new Map(givens.map((leaf, i) => [leaf, others[gradients.length + i] as Float32Array]))
    this.#variables = variables
    this.#addresses = arrays.map(({ byteOffset }) => byteOffset)
    // the room's end is computed too
    this.#bytes = roomFor(size)
    this.#shapes = `${arrays.length} tensors of ${size}`
    const { update: run } = instantiate<{ update: (...numbers: number[]) => void }>(
      compile(writeUpdate(program)),
      memory,
    )
    this.#update = run
  }

  /** @returns those for which there is room */
  static all(updates: readonly FusedUpdate[]): ResidentUpdate[] {
    const groups = updates.map(({ variables, gradients, givens, size }) => {
      return { variables, size, others: gradients.length + givens.length }
    })
    reserve(groups)
    return updates.flatMap((update, i) => {
      const own = residence(groups[i] as (typeof groups)[number])
      return own ? new ResidentUpdate(update, own) : []
    })
  }

  /** Before the engine reads the variables. */
  prepare(backend: OnnxBackend): void {
    for (const variable of this.#variables) settle(backend, variable)
  }

  /** Changes the variables. @param numberOf gives a scalar @param valuesOf gives a leaf */
  run(numberOf: (scalar: Scalar) => number, valuesOf: (leaf: number) => TensorValues): void {
    for (const [leaf, array] of this.#givens) array.set(valuesOf(leaf))
    const numbers = [...this.#addresses, this.#bytes, ...this.scalars.map(numberOf)]
    timeOutside('Update', this.#shapes, () => this.#update(...numbers))
  }
}
