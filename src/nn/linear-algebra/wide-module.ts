import {
  ADD_F64,
  ADD_I32,
  advance,
  again,
  compile,
  constant,
  END,
  exported,
  F64,
  FUNCTION,
  get,
  I32,
  instantiate,
  LOOP,
  NOTHING,
  PAGE,
  set,
  sized,
  V128,
  vector,
  wasmModule,
} from '../../util/wasm-binary.js'
import type { WideModule } from './wide-functions.js'
import { wideScript } from './wide-script.js'

let loaded: WideModule | undefined

/** The module, made once, with at least so many bytes of memory; where there are none, the same in JavaScript. */
export function wideModule(bytes: number): WideModule {
  if (!loaded || loaded.memory.buffer.byteLength < bytes) loaded = withRoom(bytes) ?? wideScript(bytes)
  return loaded
}

function withRoom(bytes: number): WideModule | undefined {
  try {
    const module = loaded ?? instantiate<WideModule>(compile(moduleBytes()))
    const lacking = bytes - module.memory.buffer.byteLength
    if (lacking > 0) module.memory.grow(Math.ceil(lacking / PAGE))
    return module.memory.buffer.byteLength < bytes ? undefined : module
  } catch {
    // the process may not have so much, or may not reserve the addresses around it
    return undefined
  }
}

const STORE_F64 = 0x39
const multiply = vector(0xf2)
const add = vector(0xf0)
const subtract = vector(0xf1)
const absolute = vector(0xec)
const [equal, other, and, andNot, or] = [0x47, 0x48, 0x4e, 0x4f, 0x50].map((code) => vector(code)) as [
  number[],
  number[],
  number[],
  number[],
  number[],
]
/** −0, twice. */
const signBit = vector(0x0c, ...[0, 0, 0, 0, 0, 0, 0, 0x80], ...[0, 0, 0, 0, 0, 0, 0, 0x80])
const splat = vector(0x14)
const zero = [...constant(0), ...vector(0x11)]
const storeVector = (offset: number) => vector(0x0b, 3, offset)
const lane = (place: number) => vector(0x21, place)
/** Two float32 numbers as doubles. */
const wide = (local: number, offset: number) => [...get(local), ...vector(0x5d, 3, offset), ...vector(0x5f)]

/** The module: a memory of one page, and the functions. */
function moduleBytes(): Uint8Array {
  const [a, b, end] = [0, 1, 2]
  const products = [3, 4, 5, 6].flatMap((sum, i) => {
    return [...get(sum), ...wide(a, 8 * i), ...wide(b, 8 * i), ...multiply, ...add, ...set(sum)]
  })
  const dot = [
    ...[LOOP, NOTHING, ...products, ...advance(a, 32), ...advance(b, 32), ...again(a, end)],
    ...[...get(3), ...get(4), ...add, ...get(5), ...get(6), ...add, ...add, ...set(3)],
    ...[...get(3), ...lane(0), ...get(3), ...lane(1), ADD_F64, END],
  ]
  const [out, weight] = [1, 3]
  const pairs = [0, 1].flatMap((i) => [
    ...[...get(out), ...get(out), ...vector(0x00, 3, 16 * i), ...wide(a, 8 * i), ...get(weight), ...splat],
    ...[...multiply, ...add, ...storeVector(16 * i)],
  ])
  const accumulate = [LOOP, NOTHING, ...pairs, ...advance(a, 16), ...advance(out, 32), ...again(a, end), END]
  const types = [
    ...[4, FUNCTION, 3, I32, I32, I32, 1, F64, FUNCTION, 4, I32, I32, I32, F64, 0],
    ...[FUNCTION, 6, ...sixNumbers, 0, FUNCTION, 3, I32, I32, I32, 0],
  ]
  const functions = ['dot', 'add', 'pairs', 'signs', 'round'].flatMap((name, index) => exported(name, 0, index))
  return wasmModule([
    [1, types],
    [3, [5, 0, 1, 2, 2, 3]],
    [5, [1, 0, 1]],
    [7, [6, ...functions, ...exported('memory', 2, 0)]],
    [10, [5, ...[[1, 4, V128, ...dot], [0, ...accumulate], pairsBody(), signsBody(), roundBody()].flatMap(sized)]],
  ])
}

const sixNumbers = new Array<number>(6).fill(I32)

/** The function `pairs`, with its locals: a loop over the pairs of rows around one over their numbers. */
function pairsBody(): number[] {
  const [a, b, end, stride, out, outStride] = [0, 1, 2, 3, 4, 5]
  const [a0, a1, b0, b1, limit] = [6, 7, 8, 9, 10]
  const sums = [11, 12, 13, 14]
  const [left0, left1, right0, right1] = [15, 16, 17, 18]
  const pointers = [a0, a1, b0, b1]
  const values = [left0, left1, right0, right1]
  const half = (offset: number) => [
    ...values.flatMap((value, i) => [...wide(pointers[i] as number, offset), ...set(value)]),
    ...sums.flatMap((sum, i) => {
      const [left, right] = [i < 2 ? left0 : left1, i % 2 === 0 ? right0 : right1]
      return [...get(sum), ...get(left), ...get(right), ...multiply, ...add, ...set(sum)]
    }),
  ]
  const after = (from: number, to: number) => [...get(from), ...get(stride), ADD_I32, ...set(to)]
  const start = (from: number, to: number) => [...get(from), ...set(to)]
  const inner = [
    ...[LOOP, NOTHING, ...half(0), ...half(8), ...pointers.flatMap((pointer) => advance(pointer, 16))],
    ...again(a0, limit),
  ]
  const total = (sum: number) => [...get(sum), ...lane(0), ...get(sum), ...lane(1), ADD_F64]
  const stores = sums.flatMap((sum, i) => {
    const address = i < 2 ? get(out) : [...get(out), ...get(outStride), ADD_I32]
    return [...address, ...total(sum), STORE_F64, 3, 8 * (i % 2)]
  })
  return [
    ...[2, 5, I32, 8, V128, ...after(a, limit)],
    ...[LOOP, NOTHING, ...sums.flatMap((sum) => [...zero, ...set(sum)])],
    ...[...start(a, a0), ...after(a, a1), ...start(b, b0), ...after(b, b1), ...inner, ...stores],
    ...[...advance(out, 16), ...after(b, b), ...after(b, b), ...again(b, end), END],
  ]
}

/** The function `signs`, with its locals: eight coordinates at a time, and in them a loop over the rows. */
function signsBody(): number[] {
  const [a, draws, end, stride, out, signs] = [0, 1, 2, 3, 4, 5]
  const [row, sign, value] = [6, 7, 8]
  const pairs = [0, 1, 2, 3].map((offset) => ({ offset, sum: 9 + 2 * offset, size: 10 + 2 * offset }))
  const rows = pairs.flatMap(({ offset, sum, size }) => [
    ...[...wide(row, 8 * offset), ...set(value), ...get(sum), ...get(value), ...add, ...set(sum)],
    ...[...get(size), ...get(value), ...absolute, ...add, ...set(size)],
  ])
  const half = [...[0x44, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f], ...splat]
  const results = pairs.flatMap(({ offset, sum, size }) => [
    ...[...get(size), ...get(sum), ...add, ...get(size), ...get(size), ...add, ...wide(draws, 8 * offset)],
    ...[...multiply, ...subtract, ...set(sign), ...get(signs), ...get(sign), ...storeVector(16 * offset)],
    // Half of the sum plus the sizes with that sign; nothing where it is 0, no number where it is none.
    ...[...get(out), ...get(sum), ...get(size), ...get(sign), ...signBit, ...and, ...or, ...add, ...half, ...multiply],
    ...[...get(sign), ...zero, ...equal, ...andNot, ...get(sign), ...get(sign), ...other, ...or],
    ...storeVector(16 * offset),
  ])
  const pointers = [a, draws].flatMap((pointer) => advance(pointer, 32))
  return [
    ...[2, 1, I32, 10, V128, LOOP, NOTHING],
    ...pairs.flatMap(({ sum, size }) => [...zero, ...set(sum), ...zero, ...set(size)]),
    ...[...get(a), ...set(row), LOOP, NOTHING, ...rows, ...get(row), ...get(stride), ADD_I32, ...set(row)],
    ...[...again(row, draws), ...results, ...pointers],
    ...[out, out, signs, signs].flatMap((pointer) => advance(pointer, 32)),
    ...[...again(draws, end), END],
  ]
}

/** The function `round`: two times two doubles. */
function roundBody(): number[] {
  const [a, out, end] = [0, 1, 2]
  const single = (place: number) => {
    const numbers = [...get(a), ...vector(0x00, 3, 16 * place), ...vector(0x5e)]
    return [...get(out), ...numbers, ...vector(0x5b, 3, 8 * place, 0)]
  }
  return [
    ...[0, LOOP, NOTHING, ...single(0), ...single(1)],
    ...[...advance(a, 32), ...advance(out, 16), ...again(a, end), END],
  ]
}
