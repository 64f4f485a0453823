import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { selectHeads } from '../../src/nn/select-heads.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

const heads = [
  { offset: 0, size: 2 },
  { offset: 2, size: 1 },
  { offset: 3, size: 3 },
] as const

test('selectHeads takes each row’s own columns, and gives their gradients back to them', () => {
  const all = tf.tensor2d([
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
    [13, 14, 15, 16, 17, 18],
  ])
  const columns = [heads[2], heads[1], heads[0]]
  const none = Math.fround(-1e30)
  expect(selectHeads(all, columns).arraySync()).toEqual([
    [4, 5, 6],
    [9, none, none],
    [13, 14, none],
  ])
  const dy = tf.tensor2d([
    [1, 2, 3],
    [4, 50, 60],
    [5, 6, 70],
  ])
  const gradient = tf.grad((x) => selectHeads(x as tf.Tensor2D, columns))(all, dy)
  expect(gradient.arraySync()).toEqual([
    [0, 0, 0, 1, 2, 3],
    [0, 0, 4, 0, 0, 0],
    [5, 6, 0, 0, 0, 0],
  ])
})

test('selectHeads is as wide as the widest head in use', () => {
  const all = tf.zeros([2, 6]) as tf.Tensor2D
  expect(selectHeads(all, [heads[1], heads[0]]).shape).toEqual([2, 2])
  expect(selectHeads(all, [heads[1], heads[1]]).shape).toEqual([2, 1])
})
