import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A tensor of a vector file: little-endian bytes, row-major, in torch's layout. */
export interface VectorTensor {
  shape: number[]
  dtype: 'float32' | 'int32' | 'float64'
  b64: string
}

/** What is kept of a tensor that is too big for a file. */
export interface TensorSummary {
  shape: number[]
  sum: number
  abs_sum: number
  l2: number
  max_abs: number
  first: number[]
  last: number[]
}

/** The folder of the vectors: `POLYHEAD_PARITY`, else the project's own. */
export const parityFolder = process.env.POLYHEAD_PARITY ?? fileURLToPath(new URL('vectors', import.meta.url))

/** The vectors of one folder (`c_backbones`) whose content passes `accept`, by file name without `.json`, sorted. */
export function readVectors<Vector>(
  folder: string,
  accept: (content: Record<string, unknown>) => boolean = () => true,
): [name: string, vector: Vector][] {
  const path = join(parityFolder, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -5), JSON.parse(readFileSync(join(path, file), 'utf8'))] as [string, Vector])
    .filter(([, vector]) => accept(vector as Record<string, unknown>))
}

/** The numbers of a tensor. */
export function tensorValues({ b64, dtype }: VectorTensor): Float32Array | Int32Array | Float64Array {
  const { buffer } = new Uint8Array(Buffer.from(b64, 'base64'))
  if (dtype === 'int32') return new Int32Array(buffer)
  return dtype === 'float64' ? new Float64Array(buffer) : new Float32Array(buffer)
}

export function isSummary(tensor: VectorTensor | TensorSummary): tensor is TensorSummary {
  return !('b64' in tensor)
}

export function maxAbs(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] as number))
  return largest
}

/** The largest absolute difference; infinite where the lengths differ or a value is not a number. */
export function maxAbsDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let largest = 0
  for (let i = 0; i < actual.length; i++) {
    const difference = Math.abs((actual[i] as number) - (expected[i] as number))
    if (Number.isNaN(difference)) return Number.POSITIVE_INFINITY
    largest = Math.max(largest, difference)
  }
  return largest
}

/** ‖actual − expected‖ / ‖expected‖; infinite where the lengths differ or a value is not a number. */
export function relativeL2(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY
  let distance = 0
  let norm = 0
  for (let i = 0; i < actual.length; i++) {
    distance += ((actual[i] as number) - (expected[i] as number)) ** 2
    norm += (expected[i] as number) ** 2
  }
  if (Number.isNaN(distance)) return Number.POSITIVE_INFINITY
  return norm === 0 ? Math.sqrt(distance) : Math.sqrt(distance / norm)
}

export function summarize(values: ArrayLike<number>, shape: readonly number[]): TensorSummary {
  let sum = 0
  let absSum = 0
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    sum += value
    absSum += Math.abs(value)
    squares += value * value
  }
  const all = Array.from({ length: Math.min(8, values.length) })
  return {
    shape: [...shape],
    sum,
    abs_sum: absSum,
    l2: Math.sqrt(squares),
    max_abs: maxAbs(values),
    first: all.map((_, i) => values[i] as number),
    last: all.map((_, i) => values[values.length - all.length + i] as number),
  }
}

/**
 * What is out of tolerance (nothing: an empty list). A whole tensor: max-abs difference ≤ max(10 × figure, 1e-5 · m).
 * A summary: sum and abs_sum within `relative` of abs_sum, l2 and max_abs of themselves.
 * @param figure what float32 lost against float64 where the vector was made.
 */
export function tensorProblems(
  name: string,
  actual: ArrayLike<number>,
  expected: VectorTensor | TensorSummary,
  figure = 0,
  relative = 1e-4,
): string[] {
  if (isSummary(expected)) return summaryProblems(name, actual, expected, relative)
  const values = tensorValues(expected)
  const allowed = Math.max(10 * figure, 1e-5 * maxAbs(values))
  const difference = maxAbsDifference(actual, values)
  return difference <= allowed ? [] : [`${name}: off by ${difference}, allowed ${allowed}`]
}

/** What of a summary is out of tolerance. */
export function summaryProblems(
  name: string,
  actual: ArrayLike<number>,
  expected: TensorSummary,
  relative = 1e-4,
): string[] {
  const size = expected.shape.reduce((product, length) => product * length, 1)
  if (actual.length !== size) return [`${name}: ${actual.length} elements instead of ${size}`]
  const summary = summarize(actual, expected.shape)
  const scales = { sum: expected.abs_sum, abs_sum: expected.abs_sum, l2: expected.l2, max_abs: expected.max_abs }
  const problems: string[] = []
  for (const [key, scale] of Object.entries(scales) as [keyof typeof scales, number][]) {
    const difference = Math.abs(summary[key] - expected[key])
    if (!(difference <= relative * scale))
      problems.push(`${name}: ${key} is ${summary[key]} instead of ${expected[key]}`)
  }
  return problems
}
