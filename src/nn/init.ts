import type { Generator } from '../util/generator.js'

/** Initial values in torch's layout; `bias` is null where there is none. */
export interface InitialValues {
  /** Row-major. */
  weight: Float32Array
  /** One value an output. */
  bias: Float32Array | null
}

/**
 * What `torch.nn.Linear(inputs, outputs)` draws: weight `[outputs, inputs]` (row-major), then bias, both uniform in
 * ±1/√inputs (Kaiming's uniform with a = √5).
 */
export function initLinear(generator: Generator, inputs: number, outputs: number, bias = true): InitialValues {
  return initKaiming(generator, outputs * inputs, inputs, outputs, bias)
}

/** What `torch.nn.Conv2d` draws: weight `[outputs, inputs, size, size]`, then bias, uniform in ±1/√(inputs · size²). */
export function initConv2d(
  generator: Generator,
  inputs: number,
  outputs: number,
  size: number,
  bias = true,
): InitialValues {
  const fanIn = inputs * size * size
  return initKaiming(generator, outputs * fanIn, fanIn, outputs, bias)
}

function initKaiming(generator: Generator, size: number, fanIn: number, outputs: number, bias: boolean): InitialValues {
  // step by step as torch rounds it: the last bit of the bound shows in the values
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) ** 2))
  const weightBound = Math.sqrt(3) * (gain / Math.sqrt(fanIn))
  const weight = generator.uniform(size, -weightBound, weightBound)
  const biasBound = 1 / Math.sqrt(fanIn)
  return { weight, bias: bias ? generator.uniform(outputs, -biasBound, biasBound) : null }
}
