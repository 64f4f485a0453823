import { expect, test } from 'vitest'
import { FairGrad } from '../../../src/components/weighting/fairgrad.js'
import { dot, type Gramian, gramianOf } from '../../../src/nn/linear-algebra/gramian.js'
import { Generator } from '../../../src/util/generator.js'

const alphas = [0.1, 0.5, 1, 2, 5, 20, 50]

/** By how much G·a is off a^(−1/alpha), as a share of what either is summed of. */
function offBy(gramian: Gramian, weights: Float64Array, alpha: number): number {
  const shares = gramian.map((row, i) => {
    const wanted = (weights[i] as number) ** (-1 / alpha)
    const size = row.reduce((sum, product, j) => sum + Math.abs(product) * (weights[j] as number), wanted)
    return Math.abs(dot(row, weights) - wanted) / size
  })
  return Math.max(...shares)
}

test.each(alphas)('with alpha %d, weights are exact for gradients of lengths from 1e-4 to 1e4', (alpha) => {
  for (let seed = 0; seed < 8; seed++) {
    const generator = new Generator(seed)
    const rows = Array.from({ length: 2 + (seed % 5) }, () => {
      const length = 10 ** (generator.uniform(1, -4, 4)[0] as number)
      return generator.uniform(9, -1, 1).map((value) => length * value) as Float32Array
    })
    const gramian = gramianOf(rows)
    expect(offBy(gramian, new FairGrad({ alpha }).weigh(gramian), alpha)).toBeLessThan(1e-12)
  }
})

test.each(alphas)('with alpha %d, weights are exact for gradients that all but cancel each other', (alpha) => {
  const generator = new Generator(2)
  const first = generator.uniform(12, -1, 1)
  const noise = generator.uniform(12, -1, 1)
  const against = first.map((value, k) => 1e-3 * (noise[k] as number) - value) as Float32Array
  const gramian = gramianOf([first, against, generator.uniform(12, -1, 1)])
  expect(offBy(gramian, new FairGrad({ alpha }).weigh(gramian), alpha)).toBeLessThan(1e-12)
})

test.each([20, 30, 50])(
  'with alpha %d, the direction of opposite pairs of many lengths gains of each as its weight says',
  (alpha) => {
    for (const noise of [1e-1, 1e-2, 1e-3]) {
      const generator = new Generator(5)
      const first = generator.uniform(12, -1, 1)
      const against = (row: Float32Array) => {
        const other = generator.uniform(12, -1, 1)
        return row.map((value, k) => noise * (other[k] as number) - value)
      }
      const long = (row: Float32Array, length: number) => row.map((value) => length * value)
      const second = against(first)
      const third = long(against(first.map((value, k) => value + (second[k] as number))), 30)
      const rows = [long(first, 0.01), second, third, long(generator.uniform(12, -1, 1), 5)]
      const weights = new FairGrad({ alpha }).weigh(gramianOf(rows))
      const gains = gramianOf(rows).map((row) => dot(row, weights))
      for (const [i, gain] of gains.entries()) {
        expect(gain).toBeGreaterThan(0)
        // Weights far below what the sums can hold may be larger than they should be.
        const wanted = Math.max(1e-240, gain ** -alpha)
        expect(Math.log(Math.max(1e-240, weights[i] as number)) / Math.log(wanted)).toBeCloseTo(1, 4)
      }
    }
  },
)

test('weights of fifty tasks are exact', () => {
  const generator = new Generator(3)
  const gramian = gramianOf(Array.from({ length: 50 }, () => generator.uniform(400, -1, 1)))
  expect(offBy(gramian, new FairGrad().weigh(gramian), 1)).toBeLessThan(1e-12)
})
