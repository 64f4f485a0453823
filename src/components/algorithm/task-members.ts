import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { hostTensor } from '../../compile/host-work.js'

/** Rows of a task are filled up to a multiple of it. */
const STEP = 8

/** To how many rows each task's are filled up: a number of which there are few, as a graph is built for each. */
export function filledRows(ids: Int32Array): number {
  const counts = new Map<number, number>()
  for (const taskId of ids) counts.set(taskId, (counts.get(taskId) ?? 0) + 1)
  return filledUp(Math.max(...counts.values()))
}

export function filledUp(rows: number): number {
  return STEP * Math.ceil(rows / STEP)
}

/** Each task's rows brought together. */
export interface TaskMembers {
  /** 1 where a row is, 0 where one fills up: `[tasks, most, 1]`. */
  readonly there: Tensor3D
  /** `[rows, width]` as `[tasks, most, width]`. */
  of(x: Tensor2D): Tensor3D
}

/** @param ids each row's task, @param most rows of one: read again for each step that is replayed */
export function taskMembers(ids: Int32Array, tasks: readonly number[], most: number): TaskMembers {
  const fill = (values: Float32Array | Int32Array, of: (row: number) => number) => {
    values.fill(0)
    const next = new Map(tasks.map((taskId, lane) => [taskId, lane * most]))
    for (const [row, taskId] of ids.entries()) {
      const place = next.get(taskId) as number
      values[place] = of(row)
      next.set(taskId, place + 1)
    }
  }
  const size = tasks.length * most
  const places = hostTensor<tf.Rank.R1>([size], 'int32', (values) => fill(values, (row) => row))
  const there = hostTensor<tf.Rank.R3>([tasks.length, most, 1], 'float32', (values) => fill(values, () => 1))
  return { there, of: (x) => tf.reshape(tf.gather(x, places), [tasks.length, most, x.shape[1]]) }
}
