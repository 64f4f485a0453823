import { expect, test } from 'vitest'
import { addDots, combineRows, keepOneSign, rowProducts } from '../../src/nn/linear-algebra/wide-kernels.js'
import { wideModule } from '../../src/nn/linear-algebra/wide-module.js'
import { wideScript } from '../../src/nn/linear-algebra/wide-script.js'
import { Generator } from '../../src/util/generator.js'

const generator = new Generator(7)
const rowsOf = (count: number, length: number) => Array.from({ length: count }, () => generator.uniform(length, -1, 1))

test.each([
  [1, 1],
  [2, 7],
  [3, 8],
  [5, 2048],
  [5, 2049],
  [20, 5000],
])('%d rows of %d numbers are multiplied and combined in double precision', (count, length) => {
  const rows = rowsOf(count, length)
  const sums = rows.map(() => new Float64Array(count))
  addDots(rows, sums)
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [rows[i] as Float32Array, rows[j] as Float32Array]
      const expected = a.reduce((sum, value, k) => sum + value * (b[k] as number), 0)
      expect(Math.abs((sums[i]?.[j] as number) - expected)).toBeLessThan(1e-12 * length)
    }
  }
  const weights = rows.map((_, i) => i - 1.5)
  const expected = Float32Array.from({ length }, (_, k) =>
    rows.reduce((sum, row, i) => sum + (weights[i] as number) * (row[k] as number), 0),
  )
  expect(combineRows(rows, weights)).toEqual(expected)
})

test.each([
  [1, 1],
  [2, 4],
  [5, 7],
  [128, 30],
])('%d rows of a matrix of %d columns are multiplied with each other', (rows, width) => {
  const [matrix] = rowsOf(1, rows * width) as [Float32Array]
  const products = rowProducts(matrix, rows)
  expect(products.length).toBe((rows * (rows + 1)) / 2)
  const row = (i: number) => matrix.subarray(i * width, (i + 1) * width)
  let place = 0
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b <= a; b++, place++) {
      const expected = row(a).reduce((sum, value, k) => sum + value * (row(b)[k] as number), 0)
      expect(Math.abs((products[place] as number) - expected)).toBeLessThan(1e-14 * width)
    }
  }
})

test('digits that float32 has not are kept: large numbers that cancel leave the small one', () => {
  const sums = [new Float64Array(1), new Float64Array(2)]
  addDots([Float32Array.of(2 ** 20, 1, 2 ** 20), Float32Array.of(2 ** 20, 1, -(2 ** 20))], sums)
  expect(sums[1]?.[0]).toBe(1)
})

test('a row that weighs 0 is not looked at, and no rows give nothing', () => {
  expect(combineRows([Float32Array.of(Number.NaN), Float32Array.of(3)], [0, 2])).toEqual(Float32Array.of(6))
  expect(combineRows([Float32Array.of(Number.NaN, 1)], [0])).toEqual(Float32Array.of(0, 0))
  expect(combineRows([], [])).toEqual(new Float32Array(0))
})

test.each([
  [1, 1],
  [2, 5],
  [5, 2048],
  [7, 4099],
])('of %d rows of %d numbers one sign of each coordinate is kept, and a share of the other', (count, length) => {
  const rows = rowsOf(count, length)
  for (const row of rows) row[0] = 0
  const draws = generator.uniform(length)
  for (const shares of [undefined, rows.map((_, i) => i / 10)]) {
    const into = new Float64Array(length)
    keepOneSign(rows, draws, into, shares)
    const expected = Array.from(draws, (draw, k) => {
      const values = rows.map((row) => row[k] as number)
      const sum = values.reduce((total, value) => total + value, 0)
      const size = values.reduce((total, value) => total + Math.abs(value), 0)
      const kept = size === 0 ? 0 : (1 + sum / size) / 2 > draw ? 1 : -1
      return values.reduce((total, value, i) => total + (value * kept > 0 ? 1 : (shares?.[i] ?? 0)) * value, 0)
    })
    for (const [k, value] of expected.entries()) expect(into[k]).toBeCloseTo(value, 12)
    const single = new Float32Array(length)
    keepOneSign(rows, draws, single, shares)
    expect(single).toEqual(Float32Array.from(into))
  }
})

test('a coordinate that is no number stays none', () => {
  const into = new Float64Array(3)
  const rows = [Float32Array.of(Number.NaN, 1, Number.POSITIVE_INFINITY), Float32Array.of(1, 2, 3)]
  keepOneSign(rows, Float32Array.of(0.5, 0.5, 0.5), into)
  expect([...into]).toEqual([Number.NaN, 3, Number.NaN])
})

test('what JavaScript computes where WebAssembly has no memory is the same', () => {
  const [stride, rows, out] = [64, 4, 1024]
  const given = generator.uniform((stride * (rows + 1)) / 4, -1, 1)
  given.set([Number.NaN, Number.POSITIVE_INFINITY, 0], 3)
  for (let row = 0; row < rows; row++) given[(stride * row) / 4] = 0
  const [first, second] = [wideModule(4096), wideScript(4096)].map((module) => {
    const { memory, dot, add, pairs, signs, round } = module
    new Float32Array(memory.buffer).set(given)
    const doubles = new Float64Array(memory.buffer, out, 128).fill(0.5)
    const product = dot(stride, 2 * stride, 2 * stride)
    add(stride, out, 2 * stride, -1.5)
    pairs(stride, stride, 3 * stride, stride, out + 256, 64)
    signs(0, rows * stride, (rows + 1) * stride, stride, out + 512, out + 768)
    round(out + 512, 3072, out + 544)
    return [product, ...doubles, ...new Float32Array(memory.buffer, 3072, 4)]
  }) as [number[], number[]]
  expect(first.filter((value) => value !== 0.5).length).toBeGreaterThan(40)
  for (const [i, value] of first.entries()) {
    if (Number.isFinite(value)) expect(second[i]).toBeCloseTo(value, 12)
    else expect(second[i]).toBe(value)
  }
})
