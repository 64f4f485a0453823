import type { Variable } from '@tensorflow/tfjs-core'
import { newMemory, type WasmMemory } from '../../util/wasm-binary.js'
import type { OnnxBackend } from './backend.js'
import { Stored } from './stored.js'

/** Where a tensor lies. */
interface Place {
  memory: WasmMemory
  array: Float32Array
}

/** Tensors that are updated together. */
interface Together {
  variables: readonly Variable[]
  /** Elements of each. */
  size: number
  /** So many tensors of the same size beside them. */
  others: number
}

/** Bytes: a line of the processor's cache, in which tensors start. */
const LINE = 64

const places = new WeakMap<Variable, Place>()
/** By the first variable of those that are updated together. */
const besides = new WeakMap<Variable, Float32Array[]>()
/** Whose values an array has. */
const owners = new WeakMap<Float32Array, Stored>()

/** Bytes of the room for a tensor. */
export function roomFor(size: number): number {
  return Math.ceil((4 * size) / LINE) * LINE
}

/** Makes room for variables in a memory of WebAssembly; for none where that would be too large. */
export function reserve(groups: readonly Together[]): void {
  const fresh = groups.filter(({ variables }) => !variables.some((variable) => places.has(variable)))
  const bytes = fresh.reduce((sum, { variables, others, size }) => sum + (variables.length + others) * roomFor(size), 0)
  const memory = bytes === 0 ? undefined : newMemory(bytes)
  if (!memory) return
  let address = 0
  const array = (size: number) => {
    const own = new Float32Array(memory.buffer, address, size)
    address += roomFor(size)
    return own
  }
  for (const { variables, others, size } of fresh) {
    for (const variable of variables) places.set(variable, { memory, array: array(size) })
    const own = Array.from({ length: others }, () => array(size))
    besides.set(variables[0] as Variable, own)
  }
}

/** The arrays of variables that are updated together, and those beside them; undefined where no room was made. */
export function residence({ variables, others }: Together): { memory: WasmMemory; arrays: Float32Array[] } | undefined {
  const own = variables.map((variable) => places.get(variable))
  const [first] = own
  const beside = besides.get(variables[0] as Variable) ?? []
  if (!first || own.some((place) => place?.memory !== first.memory) || beside.length < others) return undefined
  return { memory: first.memory, arrays: [...own.map((place) => (place as Place).array), ...beside.slice(0, others)] }
}

/** Sees to it that a variable has its values in its place, and nothing else has: what shares them gets a copy. */
export function settle(backend: OnnxBackend, variable: Variable): void {
  const { array } = places.get(variable) as Place
  const stored = backend.stored(variable.dataId)
  const owner = owners.get(array)
  if (stored.values === array && stored.refs === 1) return
  if (owner && owner !== stored && owner.values === array) owner.values = array.slice()
  if (stored.values !== array) array.set(stored.values as Float32Array)
  if (stored.refs === 1) stored.values = array
  else {
    if (stored.values === array) stored.values = array.slice()
    const own = backend.tensor(new Stored(stored.shape, stored.dtype, array))
    variable.assign(own)
    own.dispose()
  }
  const settled = backend.stored(variable.dataId)
  settled.pooled = true
  owners.set(array, settled)
}
