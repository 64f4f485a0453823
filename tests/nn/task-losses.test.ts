import { readFileSync } from 'node:fs'
import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type TaskLoss, targetKind } from '../../src/nn/losses/task-loss.js'
import { type Targets, TaskLosses } from '../../src/nn/losses/task-losses.js'
import { MASKED } from '../../src/nn/select-heads.js'
import { startBackend } from '../helpers/backend.js'

beforeAll(startBackend)

interface Case {
  name: string
  loss: TaskLoss
  logits: number[][]
  target: number[] | number[][]
  value: number
  gradient: number[][]
}

/** PyTorch's values and gradients, in double precision. */
const { cases } = JSON.parse(readFileSync(new URL('task-losses.json', import.meta.url), 'utf8')) as { cases: Case[] }

/** Loss and gradient of rows that are all of task 1, beside others of task 2 that are masked to the same width. */
function compute({ loss, logits, target }: Case, width = logits[0]?.length as number) {
  const own = logits[0]?.length as number
  const isClass = targetKind(loss) === 'class'
  const rows = logits.length
  const targets = new Float32Array(rows * width)
  if (!isClass) for (const [r, row] of (target as number[][]).entries()) targets.set(row, r * width)
  const y = isClass ? Int32Array.from(target as number[]) : new Int32Array(rows)
  const losses = new TaskLosses(new Map([[1, loss]]), new Map([[1, own]]))
  const given: Targets = { y, taskIds: 1, targets }
  const mass = y.reduce((sum, label) => sum + losses.mass(1, label), 0)
  const weights = new Float32Array(rows).fill(1 / mass)
  const x = tf.tensor2d(
    logits.map((row) => [...row, ...new Array<number>(width - own).fill(MASKED)]),
    [rows, width],
  )
  const { value, grad } = tf.valueAndGrad((z) => tf.sum(losses.rows(z as Tensor2D, given, weights)) as Scalar)(x)
  return { value: value.dataSync()[0] as number, gradient: grad.arraySync() as number[][] }
}

describe('losses of tasks are those of PyTorch', () => {
  test.each(cases)('$loss.name: $name', (one) => {
    const { value, gradient } = compute(one)
    expect(value).toBeCloseTo(one.value, Math.abs(one.value) > 10 ? 4 : 5)
    for (const [r, row] of one.gradient.entries()) {
      for (const [c, expected] of row.entries()) expect(gradient[r]?.[c]).toBeCloseTo(expected, 6)
    }
  })

  test.each(cases)('$loss.name: $name, beside a wider head', (one) => {
    const { value, gradient } = compute(one, 6)
    expect(value).toBeCloseTo(one.value, Math.abs(one.value) > 10 ? 4 : 5)
    expect(gradient.flat().every(Number.isFinite)).toBe(true)
    const own = one.logits[0]?.length as number
    expect(gradient.every((row) => row.slice(own).every((slope) => slope === 0))).toBe(true)
  })
})

test('rows of tasks with different losses are each computed by their own', () => {
  const of = (name: string) => cases.find((one) => one.name === name) as Case
  const [classes, labels, numbers] = [of('5 classes, weights'), of('4 labels'), of('huber of 1, narrow')]
  const all = [classes, labels, numbers]
  const losses = new TaskLosses(
    new Map(all.map(({ loss }, i) => [i + 1, loss])),
    new Map(all.map(({ logits }, i) => [i + 1, logits[0]?.length as number])),
  )
  const width = 5
  const rows = all.flatMap(({ logits }, i) => logits.map((row, r) => ({ task: i, row, r })))
  const taskIds = Int32Array.from(rows, ({ task }) => task + 1)
  const y = Int32Array.from(rows, ({ task, r }) => (task === 0 ? (classes.target[r] as number) : 0))
  const targets = new Float32Array(rows.length * width)
  for (const [at, { task, r }] of rows.entries()) {
    if (task > 0) targets.set((all[task] as Case).target[r] as number[], at * width)
  }
  const x = tf.tensor2d(rows.map(({ row }) => [...row, ...new Array<number>(width - row.length).fill(MASKED)]))
  const terms = losses.rows(x, { y, taskIds, targets }).dataSync()
  for (const [i, one] of all.entries()) {
    const own = rows.flatMap(({ task }, at) => (task === i ? [at] : []))
    const sum = own.reduce((total, at) => total + (terms[at] as number), 0)
    const mass = own.reduce((total, at) => total + losses.mass(i + 1, y[at] as number), 0)
    expect(sum / mass).toBeCloseTo(one.value, 5)
  }
})
