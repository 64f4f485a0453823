import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startOnnx } from '../../../src/backends/start-onnx.js'
import { Generator } from '../../../src/util/generator.js'

const [ROWS, SIDE, CHANNELS] = [4, 8, 16]
const drawn = new Generator(5).uniform(ROWS * SIDE * SIDE * CHANNELS, -1, 1)

/** The values of a window of two by two. */
function placesOf(i: number): number[] {
  const [channel, window] = [i % CHANNELS, Math.floor(i / CHANNELS)]
  const [line, column] = [Math.floor(window / (SIDE / 2)), window % (SIDE / 2)]
  return [0, 1, SIDE, SIDE + 1].map((offset) => (2 * line * SIDE + 2 * column + offset) * CHANNELS + channel)
}

/** Of windows of two by two: the slope goes to the first largest value, or to the last NaN, as torch has it. */
function expectedSlopes(x: Float32Array, dy: Float32Array): Float32Array {
  const slopes = new Float32Array(x.length)
  for (const [i, slope] of dy.entries()) {
    const places = placesOf(i)
    const numberAt = (place: number) => x[place] as number
    const best = places.reduce((best, place) => {
      return numberAt(place) > numberAt(best) || Number.isNaN(numberAt(place)) ? place : best
    })
    slopes[best] = slope
  }
  return slopes
}

const drawnSlopes = () => new Generator(6).uniform(drawn.length / 4, -1, 1)

async function slopesOf(values: Float32Array, dy: Float32Array, relu = false): Promise<Float32Array> {
  await startOnnx({ threads: 1 })
  const x = tf.tensor4d(values, [ROWS, SIDE, SIDE, CHANNELS])
  // what is given is no result of the program: behind it a ReLU and its gradient stay as they are
  const pooled = (a: tf.Tensor) => tf.maxPool((relu ? tf.relu(tf.mul(a, 1)) : a) as tf.Tensor4D, 2, 2, 'valid')
  return tf
    .grad(pooled)(x, tf.tensor4d(dy, [ROWS, SIDE / 2, SIDE / 2, CHANNELS]))
    .dataSync() as Float32Array
}

it.each([
  ['infinite ones', drawn.map((value) => (value < -0.3 ? -Infinity : value > 0.8 ? Infinity : value))],
  ['such as are too small for a difference to be told by a product', drawn.map((value) => value * 1e-39)],
  ['equal ones', drawn.map((value) => Math.round(2 * value))],
  ['some that are no numbers', drawn.map((value) => (value < -0.5 ? Number.NaN : value))],
])('max pooling hands each slope to one value: %s', async (_name, values) => {
  const dy = drawnSlopes()
  const slopes = await slopesOf(values, dy)
  const expected = expectedSlopes(values, dy)
  expect(slopes.findIndex((slope, i) => slope !== expected[i])).toBe(-1)
})

it.each([
  ['infinite ones', drawn.map((value) => (value > 0.6 ? Infinity : value))],
  ['small ones', drawn.map((value) => value * 1e-39)],
  ['equal ones', drawn.map((value) => Math.round(2 * value))],
])('behind a ReLU max pooling hands each slope to the first largest value, if positive: %s', async (_name, values) => {
  const dy = drawnSlopes()
  const slopes = await slopesOf(values, dy, true)
  const expected = expectedSlopes(values, dy).map((slope, i) => ((values[i] as number) > 0 ? slope : 0))
  expect(slopes.findIndex((slope, i) => slope !== expected[i])).toBe(-1)
})

it('an infinite slope of max pooling is told by its window, and by no other', async () => {
  const dy = drawnSlopes()
  dy[3] = Number.POSITIVE_INFINITY
  const slopes = await slopesOf(drawn, dy)
  const expected = expectedSlopes(drawn, dy)
  expect(slopes[expected.indexOf(Number.POSITIVE_INFINITY)]).not.toSatisfy(Number.isFinite)
  const others = slopes.filter((slope, i) => slope !== expected[i])
  expect(others.length).toBeLessThan(5)
  expect(others).not.toContainEqual(expect.toSatisfy(Number.isFinite))
})

it('behind a ReLU an infinite slope makes its own window no number, and no other', async () => {
  const dy = drawnSlopes()
  dy[3] = Number.POSITIVE_INFINITY
  const slopes = await slopesOf(drawn, dy, true)
  const expected = expectedSlopes(drawn, dy).map((slope, i) => ((drawn[i] as number) > 0 ? slope : 0))
  expect(slopes[expected.indexOf(Number.POSITIVE_INFINITY)]).not.toSatisfy(Number.isFinite)
  const others = slopes.filter((slope, i) => slope !== expected[i])
  expect(others.length).toBeLessThan(5)
  expect(others).not.toContainEqual(expect.toSatisfy(Number.isFinite))
})

it('behind a ReLU a window in which something is no number hands its slope to one value at most', async () => {
  const values = drawn.map((value) => (value < -0.5 ? Number.NaN : value))
  const dy = drawnSlopes()
  const slopes = await slopesOf(values, dy, true)
  const expected = expectedSlopes(values, dy)
  for (const [i, slope] of dy.entries()) {
    const places = placesOf(i)
    const own = places.map((place) => (slopes[place] as number) + 0)
    if (places.some((place) => Number.isNaN(values[place]))) {
      expect([[], [slope]]).toContainEqual(own.filter((value) => value !== 0))
    } else {
      expect(own).toEqual(places.map((place) => ((values[place] as number) > 0 ? expected[place] : 0)))
    }
  }
})
