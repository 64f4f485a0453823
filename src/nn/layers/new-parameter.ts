import * as tf from '@tensorflow/tfjs-core'
import type { Buffer, Layout, Parameter } from '../parameter.js'
import { fromTorch, torchParts } from '../torch-layout.js'

/**
 * A trainable variable.
 * @param shape of the variable, in its own layout.
 * @param values in torch's layout.
 */
export function newParameter(
  name: string,
  shape: readonly number[],
  layout: Layout,
  values: Float32Array | null,
): Parameter {
  const variable = newVariable(shape, values ?? new Float32Array(product(shape)), true)
  const parameter: Parameter = { name, variable, layout }
  if (layout === 'same' || values === null) return parameter
  const own = new Float32Array(values.length)
  for (const part of torchParts(parameter)) fromTorch(values, own, parameter, part)
  const initial = tf.tensor(own, [...shape])
  variable.assign(initial)
  initial.dispose()
  return parameter
}

/** A variable that is saved, but not trained. */
export function newBuffer(name: string, values: Float32Array): Buffer {
  return { name, variable: newVariable([values.length], values, false) }
}

/** Counts training batches, as torch's batch norm does; nothing is computed from it. */
export function newCounter(name: string): Buffer {
  const initial = tf.scalar(0, 'int32')
  const variable = tf.variable(initial, false)
  initial.dispose()
  return { name, variable, dtype: 'int64' }
}

function newVariable(shape: readonly number[], values: Float32Array, trainable: boolean): tf.Variable {
  const initial = tf.tensor(values, [...shape])
  const variable = tf.variable(initial, trainable)
  initial.dispose()
  return variable
}

function product(shape: readonly number[]): number {
  return shape.reduce((all, size) => all * size, 1)
}
