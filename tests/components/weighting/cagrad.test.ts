import { expect, test } from 'vitest'
import { CAGrad } from '../../../src/components/weighting/cagrad.js'
import { gramianOf } from '../../../src/nn/linear-algebra/gramian.js'

test('a gradient that is far shorter than the others still says where CAGrad goes from their mean', () => {
  const long = Float32Array.of(1, 2, -1)
  for (const scale of [1e-8, 1e-14, 1e-20]) {
    const short = Float32Array.of(-2 * scale, scale, 0.5 * scale)
    const [a, b] = new CAGrad({ c: 0.5, rescale: 0 }).weigh(gramianOf([long, short])) as unknown as [number, number]
    const mean = long.map((value, k) => (value + (short[k] as number)) / 2)
    const radius = 0.5 * Math.hypot(...mean)
    for (const [k, value] of mean.entries()) {
      const expected = value + (radius * (short[k] as number)) / Math.hypot(...short)
      expect(a * (long[k] as number) + b * (short[k] as number)).toBeCloseTo(expected, 6)
    }
  }
})
