import { wideModule } from './wide-module.js'

/** Numbers of a row that are looked at together: they stay in the processor's cache. A multiple of 8. */
const BLOCK = 2048

/**
 * Adds the dot products of float32 rows of one length to the lower half of `sums`, in double precision: by vector
 * instructions, since loops of JavaScript take as long as a backward pass.
 */
export function addDots(rows: readonly Float32Array[], sums: readonly Float64Array[]): void {
  const { memory, dot } = wideModule(bytesFor(rows.length))
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
  const { memory, add, round } = wideModule(bytesFor(used.length + 1))
  const out = 4 * used.length * BLOCK
  const sums = new Float64Array(memory.buffer, out, BLOCK)
  const rounded = new Float32Array(memory.buffer, out + 8 * BLOCK, BLOCK)
  const combined = new Float32Array(rows[0]?.length ?? 0)
  eachBlock(
    used.map(({ row }) => row),
    new Float32Array(memory.buffer),
    (start, size) => {
      sums.fill(0)
      for (const [i, { weight }] of used.entries()) add(4 * i * BLOCK, out, 4 * (i + 1) * BLOCK, weight)
      round(out, out + 8 * BLOCK, out + 8 * BLOCK)
      combined.set(rounded.subarray(0, size), start)
    },
  )
  return combined
}

/**
 * Dot products of the rows of a float32 matrix with each other, in double precision: of row 0 with itself, of row 1
 * with rows 0 and 1, and so on.
 */
export function rowProducts(matrix: Float32Array, rows: number): Float64Array {
  const width = matrix.length / rows
  // Two rows by two rows at a time, four numbers of each.
  const [evenRows, room] = [rows + (rows % 2), 4 * Math.ceil(width / 4)]
  const [stride, out] = [4 * room, 4 * room * evenRows]
  const { memory, pairs } = wideModule(out + 8 * evenRows ** 2)
  const numbers = new Float32Array(memory.buffer, 0, room * evenRows)
  if (numbers.length > matrix.length) numbers.fill(0)
  for (let row = 0; row < rows; row++) numbers.set(matrix.subarray(row * width, (row + 1) * width), row * room)
  for (let row = 0; row < evenRows; row += 2) {
    pairs(row * stride, 0, (row + 2) * stride, stride, out + 8 * row * evenRows, 8 * evenRows)
  }
  const square = new Float64Array(memory.buffer, out, evenRows ** 2)
  const products = new Float64Array((rows * (rows + 1)) / 2)
  for (let row = 0; row < rows; row++) {
    products.set(square.subarray(row * evenRows, row * evenRows + row + 1), (row * (row + 1)) / 2)
  }
  return products
}

/**
 * Of each coordinate of rows, Σ of its numbers of one sign: the positive one where (1 + Σg/Σ|g|)/2 exceeds the draw,
 * summed in double precision, and rounded where `into` is single. Of the other sign a share of each row's number is
 * added, where there are shares.
 */
export function keepOneSign(
  rows: readonly Float32Array[],
  draws: Float32Array,
  into: Float32Array | Float64Array,
  shares?: readonly number[],
): void {
  const { memory, signs, round } = wideModule(bytesFor(rows.length + 3))
  const [first, out] = [4 * rows.length * BLOCK, 4 * (rows.length + 1) * BLOCK]
  const sums = new Float64Array(memory.buffer, out, BLOCK)
  const kept = new Float64Array(memory.buffer, out + 8 * BLOCK, BLOCK)
  const numbers = new Float32Array(memory.buffer)
  // Of draws that are used up.
  const rounded = numbers.subarray(first / 4, first / 4 + BLOCK)
  eachBlock([...rows, draws], numbers, (start, size) => {
    // Where nobody asks for the signs, the sums take their place: less memory is touched.
    signs(0, first, first + 4 * BLOCK, 4 * BLOCK, out, shares ? out + 8 * BLOCK : out)
    if (shares) addOther(rows, shares, kept, sums, start)
    if (into instanceof Float32Array) round(out, first, out + 8 * BLOCK)
    into.set((into instanceof Float32Array ? rounded : sums).subarray(0, size), start)
  })
}

/** Adds what passes of the sign that is not kept; of both where none is. */
function addOther(
  rows: readonly Float32Array[],
  shares: readonly number[],
  kept: Float64Array,
  sums: Float64Array,
  start: number,
): void {
  for (const [i, row] of rows.entries()) {
    const share = shares[i] as number
    for (let place = 0; place < Math.min(BLOCK, row.length - start); place++) {
      const value = row[start + place] as number
      const isOther = Math.sign(value) !== Math.sign(kept[place] as number)
      if (isOther) sums[place] = (sums[place] as number) + share * value
    }
  }
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

/** Blocks of so many rows, and one of doubles. */
function bytesFor(rows: number): number {
  return 4 * BLOCK * (rows + 2)
}
