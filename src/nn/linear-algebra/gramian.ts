/** A symmetric matrix `[T][T]` of dot products, in double precision. */
export type Gramian = readonly Float64Array[]

/** Numbers that are widened at once: they stay in the processor's cache. */
const BLOCK = 1024

/** Dot products of rows of one length: block by block in double precision, since widening takes longer than adding. */
export function gramianOf(rows: readonly Float32Array[]): Gramian {
  const gramian = rows.map(() => new Float64Array(rows.length))
  const blocks = rows.map(() => new Float64Array(BLOCK))
  const length = rows[0]?.length ?? 0
  for (let start = 0; start < length; start += BLOCK) {
    const size = Math.min(BLOCK, length - start)
    for (const [i, row] of rows.entries()) {
      const block = blocks[i] as Float64Array
      block.set(row.subarray(start, start + size))
      if (size < BLOCK) block.fill(0, size)
    }
    for (let i = 0; i < rows.length; i++) {
      const own = at(gramian, i)
      for (let j = 0; j <= i; j++) {
        own[j] = (own[j] as number) + blockDot(blocks[i] as Float64Array, blocks[j] as Float64Array)
      }
    }
  }
  for (let i = 0; i < rows.length; i++) for (let j = 0; j < i; j++) at(gramian, j)[i] = at(gramian, i)[j] as number
  return gramian
}

/** Of whole blocks: four sums side by side, which do not wait for each other. */
function blockDot(a: Float64Array, b: Float64Array): number {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < BLOCK; i += 4) {
    s0 += (a[i] as number) * (b[i] as number)
    s1 += (a[i + 1] as number) * (b[i + 1] as number)
    s2 += (a[i + 2] as number) * (b[i + 2] as number)
    s3 += (a[i + 3] as number) * (b[i + 3] as number)
  }
  return s0 + s1 + (s2 + s3)
}

/** Of short vectors of any kind. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

/** The matrix times a vector. */
export function times(matrix: Gramian, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from(matrix, (row) => dot(row, vector))
}

/** Some rows and the same columns. */
export function submatrix(matrix: Gramian, places: readonly number[]): Gramian {
  return places.map((i) => Float64Array.from(places, (j) => at(matrix, i)[j] as number))
}

/** Lengths of the rows, and dot products of the rows scaled to length 1: a row of zeros stays one, its length is 0. */
export function unitRows(gramian: Gramian): { norms: Float64Array; cosines: Gramian } {
  const norms = Float64Array.from(gramian, (row, i) => Math.sqrt(Math.max(0, row[i] as number)))
  const inverse = norms.map((norm) => (norm > 0 ? 1 / norm : 0))
  const cosines = gramian.map((row, i) =>
    row.map((product, j) => {
      if (i === j) return (norms[i] as number) > 0 ? 1 : 0
      return Math.max(-1, Math.min(1, product * ((inverse[i] as number) * (inverse[j] as number))))
    }),
  )
  return { norms, cosines }
}

/** Length of the combination of rows by `weights`. */
export function combinedNorm(gramian: Gramian, weights: ArrayLike<number>): number {
  return Math.sqrt(Math.max(0, dot(times(gramian, weights), weights)))
}

function at(matrix: Gramian, row: number): Float64Array {
  return matrix[row] as Float64Array
}
