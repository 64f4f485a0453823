import { CholeskyDecomposition, EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix'
import { dot, type Gramian } from './gramian.js'

/** Eigenvalues, falling, and their vectors of length 1. */
export function eigen(matrix: Gramian): { values: number[]; vectors: Float64Array[] } {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(asMatrix(matrix), {
    assumeSymmetric: true,
  })
  const order = realEigenvalues
    .map((_, k) => k)
    .sort((a, b) => (realEigenvalues[b] as number) - (realEigenvalues[a] as number))
  return {
    values: order.map((k) => realEigenvalues[k] as number),
    vectors: order.map((k) => Float64Array.from(eigenvectorMatrix.getColumn(k))),
  }
}

/** f(matrix) · vector, where f is taken of the first `rank` eigenvalues and the others are 0. */
export function spectral(
  { values, vectors }: ReturnType<typeof eigen>,
  rank: number,
  vector: ArrayLike<number>,
  f: (eigenvalue: number) => number,
): Float64Array {
  const result = new Float64Array(vector.length)
  for (let k = 0; k < rank; k++) {
    const direction = vectors[k] as Float64Array
    const size = f(values[k] as number) * dot(direction, vector)
    direction.forEach((entry, i) => {
      result[i] = (result[i] as number) + size * entry
    })
  }
  return result
}

/** right ↦ x of matrix · x = right; undefined where the matrix is singular, and x where it is not finite. */
export function solver(
  matrix: readonly ArrayLike<number>[],
): ((right: ArrayLike<number>) => Float64Array | undefined) | undefined {
  const decomposition = new LuDecomposition(asMatrix(matrix))
  if (decomposition.isSingular()) return undefined
  return (right) => {
    const solution = decomposition.solve(Matrix.columnVector(Array.from(right))).to1DArray()
    return solution.every(Number.isFinite) ? Float64Array.from(solution) : undefined
  }
}

/** x of matrix · x = right, of a positive definite matrix; undefined where it is none. */
export function solveDefinite(matrix: Gramian, right: ArrayLike<number>): Float64Array | undefined {
  const decomposition = new CholeskyDecomposition(asMatrix(matrix))
  if (!decomposition.isPositiveDefinite()) return undefined
  return Float64Array.from(decomposition.solve(Matrix.columnVector(Array.from(right))).to1DArray())
}

function asMatrix(rows: readonly ArrayLike<number>[]): Matrix {
  return new Matrix(rows.map((row) => Array.from(row)))
}
