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

test('weights of fifty tasks are exact', () => {
  const generator = new Generator(3)
  const gramian = gramianOf(Array.from({ length: 50 }, () => generator.uniform(400, -1, 1)))
  expect(offBy(gramian, new FairGrad().weigh(gramian), 1)).toBeLessThan(1e-12)
})
