import { addDots } from './wide-kernels.js'

/** A symmetric matrix `[T][T]` of dot products, in double precision. */
export type Gramian = readonly Float64Array[]

/** Dot products of rows of one length, in double precision. */
export function gramianOf(rows: readonly Float32Array[]): Gramian {
  const gramian = rows.map(() => new Float64Array(rows.length))
  addDots(rows, gramian)
  for (let i = 0; i < rows.length; i++) for (let j = 0; j < i; j++) at(gramian, j)[i] = at(gramian, i)[j] as number
  return gramian
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
