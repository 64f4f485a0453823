/** Numbers of a row that are looked at together: they stay in the processor's cache. A multiple of 8. */
const BLOCK = 2048

/** Of the runtime's WebAssembly, for which Node has no types, what is used here. */
interface Runtime {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: object }
}

interface Kernels {
  memory: { readonly buffer: ArrayBuffer; grow(pages: number): void }
  /** Σ a[k]·b[k] of float32 numbers from address a to end. */
  dot(a: number, b: number, end: number): number
  /** out[k] += weight·a[k], of float32 numbers from address a to end, and doubles from address out. */
  add(a: number, out: number, end: number, weight: number): void
}

let kernels: Kernels | undefined

/**
 * Adds the dot products of float32 rows of one length to the lower half of `sums`, in double precision: by vector
 * instructions, since loops of JavaScript take as long as a backward pass.
 */
export function addDots(rows: readonly Float32Array[], sums: readonly Float64Array[]): void {
  const { memory, dot } = kernelsFor(rows.length)
  const numbers = new Float32Array(memory.buffer)
  eachBlock(rows, numbers, () => {
    for (const [i, own] of sums.entries()) {
      for (let j = 0; j <= i; j++) {
        own[j] = (own[j] as number) + dot(4 * i * BLOCK, 4 * j * BLOCK, 4 * (i + 1) * BLOCK)
      }
    }
  })
}

/** Σ weights[i]·rows[i] of float32 rows, summed in double precision. Rows that weigh 0 are not looked at. */
export function combineRows(rows: readonly Float32Array[], weights: ArrayLike<number>): Float32Array {
  const used = rows.flatMap((row, i) => (weights[i] === 0 ? [] : [{ row, weight: weights[i] as number }]))
  const { memory, add } = kernelsFor(used.length)
  const out = 4 * used.length * BLOCK
  const sums = new Float64Array(memory.buffer, out, BLOCK)
  const combined = new Float32Array(rows[0]?.length ?? 0)
  eachBlock(
    used.map(({ row }) => row),
    new Float32Array(memory.buffer),
    (start, size) => {
      sums.fill(0)
      for (const [i, { weight }] of used.entries()) add(4 * i * BLOCK, out, 4 * (i + 1) * BLOCK, weight)
      combined.set(sums.subarray(0, size), start)
    },
  )
  return combined
}

/** Brings block after block of all rows into `numbers`, one row behind the other, with zeros after the last block. */
function eachBlock(
  rows: readonly Float32Array[],
  numbers: Float32Array,
  visit: (start: number, size: number) => void,
): void {
  const length = rows[0]?.length ?? 0
  for (let start = 0; start < length; start += BLOCK) {
    const size = Math.min(BLOCK, length - start)
    for (const [i, row] of rows.entries()) {
      numbers.set(row.subarray(start, start + size), i * BLOCK)
      if (size < BLOCK) numbers.fill(0, i * BLOCK + size, (i + 1) * BLOCK)
    }
    visit(start, size)
  }
}

/** With room for blocks of so many rows, and one of doubles. */
function kernelsFor(rows: number): Kernels {
  if (!kernels) {
    const { Module, Instance } = (globalThis as unknown as { WebAssembly: Runtime }).WebAssembly
    kernels = new Instance(new Module(moduleBytes())).exports as Kernels
  }
  const lacking = 4 * BLOCK * (rows + 2) - kernels.memory.buffer.byteLength
  if (lacking > 0) kernels.memory.grow(Math.ceil(lacking / PAGE))
  return kernels
}

const PAGE = 2 ** 16

// Instructions and types of WebAssembly, as its binary format numbers them.
const [I32, F64, V128, NOTHING] = [0x7f, 0x7c, 0x7b, 0x40]
const [LOOP, END, BRANCH_IF, LESS, ADD_I32, ADD_F64] = [0x03, 0x0b, 0x0d, 0x49, 0x6a, 0xa0]
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const constant = (value: number) => [0x41, value]
const advance = (local: number, bytes: number) => [...get(local), ...constant(bytes), ADD_I32, ...set(local)]
const vector = (...code: number[]) => [0xfd, ...code]
const multiply = vector(0xf2, 1)
const add = vector(0xf0, 1)
const splat = vector(0x14)
const lane = (place: number) => vector(0x21, place)
/** Two float32 numbers as doubles. */
const wide = (local: number, offset: number) => [...get(local), ...vector(0x5d, 3, offset), ...vector(0x5f)]

/** The module: a memory of one page, and both functions. */
function moduleBytes(): Uint8Array {
  const [a, b, end] = [0, 1, 2]
  const products = [3, 4, 5, 6].flatMap((sum, i) => {
    return [...get(sum), ...wide(a, 8 * i), ...wide(b, 8 * i), ...multiply, ...add, ...set(sum)]
  })
  const again = (local: number, limit: number) => [...get(local), ...get(limit), LESS, BRANCH_IF, 0, END]
  const dot = [
    ...[LOOP, NOTHING, ...products, ...advance(a, 32), ...advance(b, 32), ...again(a, end)],
    ...[...get(3), ...get(4), ...add, ...get(5), ...get(6), ...add, ...add, ...set(3)],
    ...[...get(3), ...lane(0), ...get(3), ...lane(1), ADD_F64, END],
  ]
  const [out, weight] = [1, 3]
  const pairs = [0, 1].flatMap((i) => [
    ...[...get(out), ...get(out), ...vector(0x00, 3, 16 * i), ...wide(a, 8 * i), ...get(weight), ...splat],
    ...[...multiply, ...add, ...vector(0x0b, 3, 16 * i)],
  ])
  const accumulate = [LOOP, NOTHING, ...pairs, ...advance(a, 16), ...advance(out, 32), ...again(a, end), END]
  const types = [2, 0x60, 3, I32, I32, I32, 1, F64, 0x60, 4, I32, I32, I32, F64, 0]
  const exported = (name: string, kind: number, index: number) => [name.length, ...Buffer.from(name), kind, index]
  return new Uint8Array([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, types),
    ...section(3, [2, 0, 1]),
    ...section(5, [1, 0, 1]),
    ...section(7, [3, ...exported('dot', 0, 0), ...exported('add', 0, 1), ...exported('memory', 2, 0)]),
    ...section(10, [2, ...sized([1, 4, V128, ...dot]), ...sized([0, ...accumulate])]),
  ])
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...sized(content)]
}

/** After its length, in groups of seven bits. */
function sized(content: readonly number[]): number[] {
  const length: number[] = []
  for (let rest = content.length; rest > 0 || length.length === 0; rest >>>= 7) {
    length.push((rest & 127) | (rest > 127 ? 128 : 0))
  }
  return [...length, ...content]
}
