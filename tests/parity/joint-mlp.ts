/** A dense layer in torch's layout: weight `[out, in]`, row-major. */
export interface Dense {
  weight: ArrayLike<number>
  bias: ArrayLike<number>
}

export interface JointMLP {
  layers: readonly Dense[]
  heads: ReadonlyMap<number, Dense>
}

interface DenseGradient {
  weight: Float64Array
  bias: Float64Array
}

export interface JointGradients {
  loss: number
  layers: DenseGradient[]
  /** Of the tasks present. */
  heads: Map<number, DenseGradient>
}

/**
 * Loss and gradients of joint learning with a ReLU network, in double precision and row by row: what the optimizers'
 * traces are fed with, so that they are judged by themselves.
 */
export function jointGradients(
  { layers, heads }: JointMLP,
  batch: { x: ArrayLike<number>; y: ArrayLike<number>; taskIds: ArrayLike<number> },
): JointGradients {
  const rows = batch.y.length
  const width = batch.x.length / rows
  const counts = new Map<number, number>()
  for (const task of Array.from(batch.taskIds)) counts.set(task, (counts.get(task) ?? 0) + 1)
  const result: JointGradients = {
    loss: 0,
    layers: layers.map(zeros),
    heads: new Map([...counts.keys()].map((task) => [task, zeros(heads.get(task) as Dense)])),
  }
  for (let row = 0; row < rows; row++) {
    const task = batch.taskIds[row] as number
    const head = heads.get(task) as Dense
    const rowWeight = 1 / (counts.size * (counts.get(task) as number))
    const inputs = [Array.from({ length: width }, (_, i) => batch.x[row * width + i] as number)]
    for (const layer of layers) inputs.push(apply(layer, inputs.at(-1) as number[]).map((value) => Math.max(0, value)))
    const feature = inputs.pop() as number[]
    const logits = apply(head, feature)
    const peak = Math.max(...logits)
    const sum = logits.reduce((total, logit) => total + Math.exp(logit - peak), 0)
    const label = batch.y[row] as number
    result.loss += rowWeight * (peak + Math.log(sum) - (logits[label] as number))
    const signal = logits.map((z, c) => rowWeight * (Math.exp(z - peak) / sum - (c === label ? 1 : 0)))
    let back = backward(head, feature, signal, result.heads.get(task) as DenseGradient)
    let output = feature
    for (let index = layers.length - 1; index >= 0; index--) {
      const input = inputs[index] as number[]
      const open = back.map((value, i) => ((output[i] as number) > 0 ? value : 0))
      back = backward(layers[index] as Dense, input, open, result.layers[index] as DenseGradient)
      output = input
    }
  }
  return result
}

function zeros(layer: Dense): DenseGradient {
  return { weight: new Float64Array(layer.weight.length), bias: new Float64Array(layer.bias.length) }
}

function apply({ weight, bias }: Dense, input: readonly number[]): number[] {
  return Array.from(bias, (offset, o) =>
    input.reduce((sum, value, i) => sum + value * (weight[o * input.length + i] as number), offset),
  )
}

/** Adds to `into` and returns the gradient with respect to the input. */
function backward(layer: Dense, input: readonly number[], signal: readonly number[], into: DenseGradient): number[] {
  signal.forEach((value, o) => {
    into.bias[o] = (into.bias[o] as number) + value
    input.forEach((x, i) => {
      const at = o * input.length + i
      into.weight[at] = (into.weight[at] as number) + value * x
    })
  })
  return input.map((_, i) => signal.reduce((sum, v, o) => sum + v * (layer.weight[o * input.length + i] as number), 0))
}
