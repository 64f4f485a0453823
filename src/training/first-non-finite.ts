import type { Tensor } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Parameter } from '../nn/parameter.js'
import type { Stateful } from '../nn/state-dict.js'
import { torchParts, toTorch } from '../nn/torch-layout.js'
import type { Algorithm, AlgorithmForward } from './algorithm.js'

/** What a loss was computed from; tensors that are freed already are not looked at. */
interface Origin {
  x: Tensor
  /** By layer name, in order. */
  activations: ReadonlyMap<string, Tensor>
}

/** What is not finite first, on the way from the input by the weights and layers to a loss that is not, in words. */
export async function firstNonFinite(model: Stateful, { x, activations }: Origin): Promise<string> {
  const row = await firstRow(x)
  if (row !== undefined) return `the input, in row ${row + 1} of the batch`
  const weight = await firstWeight(model)
  if (weight !== undefined) return `the weight ${weight}`
  for (const [layer, tensor] of activations) {
    if (await holdsOther(tensor)) return `what the layer ${layer} gives`
  }
  return 'the logits'
}

/** The same, where nothing is left of what the layers gave: the batch goes through the network once more. */
export async function explainAgain(algorithm: Algorithm, x: Tensor, options: AlgorithmForward): Promise<string> {
  tf.engine().startScope()
  try {
    const activations = x.isDisposed ? new Map<string, Tensor>() : algorithm.forward(x, options).activations
    return await firstNonFinite(algorithm, { x, activations })
  } finally {
    tf.engine().endScope()
  }
}

/** Torch's name of the first weight, or running statistic, that is not finite everywhere. */
export async function firstWeight(model: Stateful): Promise<string | undefined> {
  for (const parameter of model.parameters()) {
    if (await holdsOther(parameter.variable)) return firstPart(parameter)
  }
  for (const { name, variable } of model.buffers()) if (await holdsOther(variable)) return name
  return undefined
}

/** Of a stacked parameter, the part. */
async function firstPart(parameter: Parameter): Promise<string> {
  const values = (await parameter.variable.data()) as Float32Array
  const parts = torchParts(parameter)
  const part = parts.find((one) => !(toTorch(values, parameter, one).data as Float32Array).every(Number.isFinite))
  return part?.name ?? parameter.name
}

async function firstRow(x: Tensor): Promise<number | undefined> {
  if (!(await holdsOther(x))) return undefined
  const place = (await x.data()).findIndex((value) => !Number.isFinite(value))
  return Math.floor(place / (x.size / (x.shape[0] as number)))
}

async function holdsOther(tensor: Tensor): Promise<boolean> {
  if (tensor.isDisposed || tensor.dtype !== 'float32') return false
  const finite = tf.tidy(() => tf.all(tf.isFinite(tensor)))
  const [all] = await finite.data()
  finite.dispose()
  return !all
}
