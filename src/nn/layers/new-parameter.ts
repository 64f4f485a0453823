import * as tf from '@tensorflow/tfjs-core'
import type { Buffer, Layout, Parameter } from '../parameter.js'
import { ownLayout } from '../torch-layout.js'

/**
 * A trainable variable.
 * @param shape of the variable, in its own layout.
 * @param values in torch's layout.
 */
export function newParameter(name: string, shape: readonly number[], layout: Layout, values: Float32Array): Parameter {
  return { name, variable: newVariable(shape, ownLayout(values, shape, layout), true), layout }
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
