import {
  ADD_I32,
  advance,
  again,
  compile,
  END,
  exported,
  FUNCTION,
  get,
  I32,
  instantiate,
  LOOP,
  NOTHING,
  newMemory,
  ownMemory,
  sized,
  type WasmMemory,
  type WasmModule,
  wasmModule,
} from '../../util/wasm-binary.js'

/** How a sample is made of a row's bytes. */
export interface ByteTables {
  /** Bytes of a row. */
  stored: number
  /** `[width]`: which byte makes each value of the sample; −1: what a byte of 0 would make. */
  places: Int32Array
  /** `[channels, 256]`: what each byte becomes; the sample's values go through the channels in turns. */
  values: Float32Array
}

/** Reads a row at `offset` of `data`, writes its sample at `outOffset` of `out`. */
export type ByteLookup = (data: Uint8Array, offset: number, out: Float32Array, outOffset: number) => void

/** Where tables and rows lie; shared by those that fit, for a memory takes much of the process's addresses. */
interface Room {
  memory: WasmMemory
  look: (pairs: number, end: number, out: number) => void
  used: number
}

/** Bytes. */
const LEAST_ROOM = 2 ** 20

/** Values that one turn of the loop makes. */
const AT_ONCE = 4

/** Bytes of an address, and of a number. */
const WORD = 4

let current: Room | undefined
let compiled: WasmModule | undefined

/**
 * Makes samples in WebAssembly, which needs no checks of bounds: a fourth of the time that JavaScript takes. Undefined
 * where the process has no memory for that.
 */
export function createByteLookup({ stored, places, values }: ByteTables): ByteLookup | undefined {
  const width = places.length
  const padded = Math.ceil(width / AT_ONCE) * AT_ONCE
  // behind a row lies a byte that stays 0
  const row = Math.ceil((stored + 1) / WORD) * WORD
  const table = WORD * values.length
  const pairs = 2 * WORD * padded
  const room = take(table + pairs + row + WORD * padded)
  if (!room) return undefined
  const { memory, look, start } = room
  const [pairsAt, rowAt, outAt] = [start + table, start + table + pairs, start + table + pairs + row]
  new Float32Array(memory.buffer, start, values.length).set(values)
  const addresses = new Int32Array(memory.buffer, pairsAt, 2 * padded)
  const channels = values.length / 256
  for (let i = 0; i < padded; i++) {
    const place = i < width ? (places[i] as number) : -1
    addresses[2 * i] = rowAt + (place < 0 ? stored : place)
    addresses[2 * i + 1] = start + WORD * 256 * (i % channels)
  }
  const bytes = new Uint8Array(memory.buffer, rowAt, stored)
  const sample = new Float32Array(memory.buffer, outAt, width)
  return (data, offset, out, outOffset) => {
    bytes.set(data.subarray(offset, offset + stored))
    look(pairsAt, pairsAt + pairs, outAt)
    out.set(sample, outOffset)
  }
}

function take(bytes: number): (Room & { start: number }) | undefined {
  if (!current || current.used + bytes > current.memory.buffer.byteLength) {
    const memory = newMemory(Math.max(LEAST_ROOM, bytes))
    if (!memory) return undefined
    compiled ??= compile(moduleBytes())
    const { look } = instantiate<Pick<Room, 'look'>>(compiled, memory)
    current = { memory, look, used: 0 }
  }
  const start = current.used
  current.used += bytes
  return { ...current, start }
}

/** The function `look`: for each pair of addresses, of a byte and of a table, the table's value of that byte. */
function moduleBytes(): Uint8Array {
  const [pairs, end, out] = [0, 1, 2]
  const [loadWord, loadByte, loadNumber, storeNumber, shiftLeft] = [0x28, 0x2d, 0x2a, 0x38, 0x74]
  const aligned = 2
  const values = Array.from({ length: AT_ONCE }, (_, i) => {
    const word = (offset: number) => [...get(pairs), loadWord, aligned, offset]
    const byte = [...word(2 * WORD * i), loadByte, 0, 0]
    const value = [...word(2 * WORD * i + WORD), ...byte, 0x41, aligned, shiftLeft, ADD_I32, loadNumber, aligned, 0]
    return [...get(out), ...value, storeNumber, aligned, WORD * i]
  }).flat()
  const step = [...advance(pairs, 2 * WORD * AT_ONCE), ...advance(out, WORD * AT_ONCE)]
  const body = [0, LOOP, NOTHING, ...values, ...step, ...again(pairs, end), END]
  return wasmModule([
    [1, [1, FUNCTION, 3, I32, I32, I32, 0]],
    ownMemory,
    [3, [1, 0]],
    [7, [1, ...exported('look', 0, 0)]],
    [10, [1, ...sized(body)]],
  ])
}
