import type { Tensor1D } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { newParameter } from '../../nn/layers/new-parameter.js'
import type { Parameter } from '../../nn/parameter.js'

/** One trained number for each task: a single vector, so that a task that is absent has gradient 0. */
export function ownVector(name: string, tasks: number, initial: number): Parameter {
  return newParameter(`weighting.${name}`, [tasks], 'same', new Float32Array(tasks).fill(initial))
}

/** The numbers of these lanes, `[lanes]`. Differentiable. */
export function lanesOf(parameter: Parameter | undefined, lanes: readonly number[]): Tensor1D {
  if (!parameter) throw new Error('setupTasks comes first')
  const { variable } = parameter
  const all = lanes.length === variable.size && lanes.every((lane, i) => lane === i)
  return all ? (variable as unknown as Tensor1D) : tf.gather(variable as unknown as Tensor1D, [...lanes])
}
