import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { ConfigError } from '../../util/diagnostic.js'
import { didYouMean } from '../../util/suggest.js'

/** Element by element; the result has the shape of x. */
export type ActivationFunction = (x: Tensor) => Tensor

/** By torch's class names, with the defaults of torch's parameters. */
const activations: ReadonlyMap<string, ActivationFunction> = new Map<string, ActivationFunction>([
  ['ReLU', (x) => tf.relu(x)],
  ['LeakyReLU', (x) => tf.leakyRelu(x, 0.01)],
  ['ELU', (x) => tf.elu(x)],
  ['SELU', (x) => tf.selu(x)],
  ['GELU', (x) => tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1))],
  ['SiLU', (x) => tf.mul(x, tf.sigmoid(x))],
  ['Tanh', (x) => tf.tanh(x)],
  ['Sigmoid', (x) => tf.sigmoid(x)],
])

/** What `activation_layer` may be, beside null. */
export const activationNames: readonly string[] = [...activations.keys()]

/**
 * The function of that name; null: none.
 * @param name `ReLU`, or `torch.nn.ReLU` as in CLArena's configs.
 * @param path of the key in the config.
 * @throws ConfigError where there is none of that name.
 */
export function activation(name: string | null, path = 'backbone.activation_layer'): ActivationFunction | null {
  if (name === null) return null
  const short = name.replace(/^torch\.nn\.(modules\.activation\.)?/, '')
  const found = activations.get(short)
  if (found) return found
  const hint = didYouMean(short, activationNames)
  throw new ConfigError({
    code: 'unknown-activation',
    path,
    message: `'${name}' is not an activation function`,
    hint,
    notes: [`known: ${activationNames.join(', ')}`],
  })
}
