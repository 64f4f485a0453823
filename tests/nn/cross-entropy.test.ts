import * as tf from '@tensorflow/tfjs-core'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { weightedCrossEntropy } from '../../src/nn/cross-entropy.js'
import { MASKED } from '../../src/nn/select-heads.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

/** The same in double precision: loss, and its gradient. */
function reference(rows: readonly (readonly number[])[], y: readonly number[], weights: readonly number[]) {
  let loss = 0
  const gradient = rows.map((row, i) => {
    const peak = Math.max(...row)
    const sum = row.reduce((total, value) => total + Math.exp(value - peak), 0)
    const weight = weights[i] as number
    loss += weight * (peak + Math.log(sum) - (row[y[i] as number] as number))
    return row.map((value, c) => weight * (Math.exp(value - peak) / sum - (c === y[i] ? 1 : 0)))
  })
  return { loss, gradient: gradient.flat() }
}

const logit = fc.oneof(fc.double({ min: -30, max: 30, noNaN: true }), fc.constant(MASKED))

describe('weightedCrossEntropy', () => {
  test('value and gradient agree with double precision, where classes are masked too', () => {
    const row = fc.tuple(
      fc.array(logit, { minLength: 3, maxLength: 3 }),
      fc.nat(2),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        // the label's own class is never masked
        const logits = rows.map(([values, label]) =>
          values.map((value, c) => (c === label && value === MASKED ? 1 : value)),
        )
        const y = rows.map(([, label]) => label)
        const weights = rows.map(([, , weight]) => Math.fround(weight))
        const expected = reference(logits, y, weights)
        tf.tidy(() => {
          const f = (x: tf.Tensor) =>
            weightedCrossEntropy(x as tf.Tensor2D, Int32Array.from(y), Float32Array.from(weights))
          const { value, grad } = tf.valueAndGrad(f)(tf.tensor2d(logits))
          const scale = Math.max(1, expected.loss)
          expect(Math.abs((value.dataSync()[0] as number) - expected.loss) / scale).toBeLessThan(1e-5)
          for (const [i, slope] of grad.dataSync().entries()) {
            expect(Math.abs(slope - (expected.gradient[i] as number))).toBeLessThan(1e-5)
          }
        })
      }),
      { numRuns: 60 },
    )
  })

  test('what is not a number stays seen', () => {
    for (const row of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [Number.POSITIVE_INFINITY, 1],
    ]) {
      expect(weightedCrossEntropy(tf.tensor2d([row]), Int32Array.of(0), Float32Array.of(1)).dataSync()[0]).toBeNaN()
    }
  })
})
