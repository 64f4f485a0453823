import { ConfigError } from '../../util/diagnostic.js'
import type { LayersGraph, Output } from './layers-graph.js'

/** A component's values in the config. */
export type ComponentConfig = Readonly<Record<string, unknown>>

/** By torch's name: the class of TensorFlow.js's layer, and its config. */
const activations: ReadonlyMap<string, readonly [className: string, config: Record<string, unknown>]> = new Map([
  ['ReLU', ['Activation', { activation: 'relu' }]],
  ['LeakyReLU', ['LeakyReLU', { alpha: 0.01 }]],
  ['ELU', ['ELU', { alpha: 1 }]],
  ['SELU', ['Activation', { activation: 'selu' }]],
  ['GELU', ['Activation', { activation: 'gelu' }]],
  ['SiLU', ['Activation', { activation: 'swish' }]],
  ['Tanh', ['Activation', { activation: 'tanh' }]],
  ['Sigmoid', ['Activation', { activation: 'sigmoid' }]],
])

/**
 * Adds an activation to a graph. @param activation torch's short name; null: none
 * @throws ConfigError where TensorFlow.js has no such layer
 */
export function activate(graph: LayersGraph, from: Output, name: string, activation: string | null): Output {
  if (activation === null) return from
  const [className, layer] = activations.get(activation) ?? refuseActivation(`activation ${activation}`)
  return graph.pointwise(from, name, className, layer)
}

/** Torch's short name of a component's activation; null: none. */
export function activationName({ activation_layer }: ComponentConfig): string | null {
  if (activation_layer === null || activation_layer === undefined) return null
  return String(activation_layer).replace(/^torch\.nn\.(modules\.activation\.)?/, '')
}

/** @throws ConfigError always: a network with `name` cannot be exported. */
export function refuseActivation(name: string, why = 'TensorFlow.js has no layer for it'): never {
  throw new ConfigError({
    code: 'cannot-export',
    path: 'backbone.activation_layer',
    message: `a backbone with ${name} cannot be exported: ${why}`,
  })
}
