import { M, mixed, N } from './mt19937.js'
import {
  advance,
  again,
  compile,
  constant,
  END,
  exported,
  FUNCTION,
  get,
  I32,
  instantiate,
  LOOP,
  NOTHING,
  set,
  sized,
  V128,
  vector,
  type WasmMemory,
  wasmModule,
} from './wasm-binary.js'

/** MT19937's steps on four words at a time. */
interface Twister {
  memory: WasmMemory
  /** Makes the next words of those from address a to end; `far` is the address of what the first is mixed with. */
  mix(a: number, far: number, end: number): void
  /** Writes float32 numbers in [0, 1) of the words from address a to end. */
  temper(a: number, out: number, end: number): void
}

/** Where numbers are written. */
const OUT = 4096

/** Null where there is none. */
let loaded: Twister | null | undefined

/**
 * Numbers in [0, 1) of as many states of the generator as they fill, each the next of the one before: far quicker than
 * one by one.
 * @param words the state, all used up: gets the last one @param values a multiple of 624
 * @returns whether it did: the process may not allow it.
 */
export function uniformBlocks(words: Int32Array, values: Float32Array): boolean {
  if (loaded === undefined) loaded = load()
  if (!loaded) return false
  const { memory, mix, temper } = loaded
  const state = new Int32Array(memory.buffer, 0, N)
  const numbers = new Float32Array(memory.buffer, OUT, N)
  state.set(words)
  for (let start = 0; start < values.length; start += N) {
    // Three words are left over before what is mixed with is itself new, and the last one wraps around.
    mix(0, 4 * M, 4 * (N - M - 3))
    for (let i = N - M - 3; i < N - M; i++) mixOne(state, i)
    mix(4 * (N - M), 0, 4 * (N - 1))
    mixOne(state, N - 1)
    temper(0, OUT, 4 * N)
    values.set(numbers, start)
  }
  words.set(state)
  return true
}

function mixOne(state: Int32Array, i: number): void {
  state[i] = mixed(state[i] as number, state[(i + 1) % N] as number, state[(i + M) % N] as number)
}

function load(): Twister | null {
  try {
    return instantiate(compile(moduleBytes()))
  } catch {
    // the process may not have the memory, or the processor no vectors
    return null
  }
}

const read = (local: number, offset = 0) => [...get(local), ...vector(0x00, 2, offset)]
const store = vector(0x0b, 2, 0)
const [and, xor, select] = [vector(0x4e), vector(0x51), vector(0x52)]
const right = (by: number) => [...constant(by), ...vector(0xad)]
const left = (by: number) => [...constant(by), ...vector(0xab)]
const everywhere = (bytes: Uint8Array) => vector(0x0c, ...bytes, ...bytes, ...bytes, ...bytes)
const words = (value: number) => everywhere(new Uint8Array(Uint32Array.of(value).buffer))

function moduleBytes(): Uint8Array {
  const [a, other, end, y] = [0, 1, 2, 3]
  const pointers = [...advance(a, 16), ...advance(other, 16), ...again(a, end), END]
  const mix = [
    ...[1, 1, V128, LOOP, NOTHING],
    ...[...read(a), ...read(a, 4), ...words(0x80000000), ...select, ...set(y)],
    ...[...get(a), ...read(other), ...get(y), ...right(1), ...xor],
    // All ones where the lowest bit is one.
    ...[...get(y), ...left(31), ...constant(31), ...vector(0xac), ...words(0x9908b0df), ...and, ...xor, ...store],
    ...pointers,
  ]
  const shifted = (by: readonly number[], mask?: number) => [
    ...[...get(y), ...get(y), ...by, ...(mask === undefined ? [] : [...words(mask), ...and]), ...xor, ...set(y)],
  ]
  const scale = everywhere(new Uint8Array(Float32Array.of(2 ** -24).buffer))
  const temper = [
    ...[1, 1, V128, LOOP, NOTHING, ...read(a), ...set(y)],
    ...[...shifted(right(11)), ...shifted(left(7), 0x9d2c5680), ...shifted(left(15), 0xefc60000)],
    ...[...shifted(right(18)), ...get(other), ...get(y), ...words(0xffffff), ...and],
    ...[...vector(0xfa), ...scale, ...vector(0xe6), ...store],
    ...pointers,
  ]
  return wasmModule([
    [1, [1, FUNCTION, 3, I32, I32, I32, 0]],
    [3, [2, 0, 0]],
    [5, [1, 0, 1]],
    [7, [3, ...exported('mix', 0, 0), ...exported('temper', 0, 1), ...exported('memory', 2, 0)]],
    [10, [2, ...sized(mix), ...sized(temper)]],
  ])
}
