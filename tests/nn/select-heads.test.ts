import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { selectHeads } from '../../src/nn/select-heads.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

const heads = new Map([
  [1, { offset: 0, size: 2 }],
  [2, { offset: 2, size: 1 }],
  [3, { offset: 3, size: 3 }],
])

test('selectHeads takes each row’s own columns, and gives their gradients back to them', () => {
  const all = tf.tensor2d([
    [1, 2, 3, 4, 5, 6],
    [7, 8, 9, 10, 11, 12],
    [13, 14, 15, 16, 17, 18],
  ])
  const taskIds = Int32Array.of(3, 2, 1)
  const none = Math.fround(-1e30)
  expect(selectHeads(all, taskIds, heads).arraySync()).toEqual([
    [4, 5, 6],
    [9, none, none],
    [13, 14, none],
  ])
  const dy = tf.tensor2d([
    [1, 2, 3],
    [4, 50, 60],
    [5, 6, 70],
  ])
  const gradient = tf.grad((x) => selectHeads(x as tf.Tensor2D, taskIds, heads))(all, dy)
  expect(gradient.arraySync()).toEqual([
    [0, 0, 0, 1, 2, 3],
    [0, 0, 4, 0, 0, 0],
    [5, 6, 0, 0, 0, 0],
  ])
})

test('selectHeads is as wide as the widest head in use', () => {
  const all = tf.zeros([2, 6]) as tf.Tensor2D
  expect(selectHeads(all, Int32Array.of(2, 1), heads).shape).toEqual([2, 2])
  expect(selectHeads(all, Int32Array.of(2, 2), heads).shape).toEqual([2, 1])
})
