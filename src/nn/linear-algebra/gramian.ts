import { addDots, rowProducts } from './wide-kernels.js'

/** A symmetric matrix `[T][T]` of dot products, in double precision. */
export type Gramian = readonly Float64Array[]

/** Dot products of rows of one length, in double precision. */
export function gramianOf(rows: readonly Float32Array[]): Gramian {
  const gramian = rows.map(() => new Float64Array(rows.length))
  addDots(rows, gramian)
  for (let i = 0; i < rows.length; i++) for (let j = 0; j < i; j++) at(gramian, j)[i] = at(gramian, i)[j] as number
  return gramian
}

/** The same of rows that lie in pieces: of each piece, each row's part. */
export function gramianOfPieces(pieces: readonly (readonly Float32Array[])[]): Gramian {
  const [first, ...others] = pieces.map(gramianOf)
  for (const other of others) {
    for (const [i, row] of other.entries())
      for (const [j, product] of row.entries())
        at(first as Gramian, i)[j] = (at(first as Gramian, i)[j] as number) + product
  }
  return first ?? []
}

/** Rows whose pieces lie one after another. */
export function rowsOf(pieces: readonly (readonly Float32Array[])[]): Float32Array[] {
  const size = pieces.reduce((sum, [part]) => sum + (part?.length ?? 0), 0)
  return Array.from(pieces[0] ?? [], (_, i) => {
    const row = new Float32Array(size)
    let offset = 0
    for (const piece of pieces) {
      const part = piece[i] as Float32Array
      row.set(part, offset)
      offset += part.length
    }
    return row
  })
}

/** A linear layer's part in the gradients: what went into it, and what came back at its output, `[rows, width]`. */
export interface LayerPart {
  inputs: Float32Array
  slopes: Float32Array
  /** Whether its bias counts. */
  bias: boolean
}

/**
 * Dot products of groups' gradients of linear layers, where a group's gradient of a layer is the sum over its rows of
 * input ⊗ slope: of two rows these are (input·input + 1)·(slope·slope). The gradients are never written out.
 * @param groups of each row, 0 … count − 1
 */
export function gramianOfLayers(parts: readonly LayerPart[], groups: ArrayLike<number>, count: number): Gramian {
  const rows = groups.length
  const halves = new Float64Array(count * count)
  // Layers may share what goes into them.
  const known = new Map<Float32Array, Float64Array>()
  for (const { inputs, slopes, bias } of parts) {
    const ofInputs = known.get(inputs) ?? rowProducts(inputs, rows)
    known.set(inputs, ofInputs)
    const ofSlopes = rowProducts(slopes, rows)
    const one = bias ? 1 : 0
    for (let a = 0, place = 0; a < rows; a++) {
      const start = (groups[a] as number) * count
      for (let b = 0; b <= a; b++, place++) {
        const product = ((ofInputs[place] as number) + one) * (ofSlopes[place] as number)
        const at = start + (groups[b] as number)
        halves[at] = (halves[at] as number) + (a === b ? product / 2 : product)
      }
    }
  }
  return Array.from({ length: count }, (_, i) =>
    Float64Array.from(
      { length: count },
      (_, j) => (halves[i * count + j] as number) + (halves[j * count + i] as number),
    ),
  )
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
