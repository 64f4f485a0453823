import type { Layout, Parameter, TensorData } from './parameter.js'

/** A part of a parameter as torch knows it: the whole, or one task's segment. */
export interface TorchPart {
  /** Torch's name: `heads.heads.3.weight`. */
  name: string
  /** In torch's layout. */
  shape: readonly number[]
  offset: number
  size: number
}

/** The tensors that torch has for a parameter: one, or one a segment, in order. */
export function torchParts(parameter: Parameter): TorchPart[] {
  const { shape } = parameter.variable
  const width = shape[shape.length - 1] ?? 1
  const parts = parameter.segments ?? [{ name: parameter.name, offset: 0, size: width }]
  return parts.map(({ name, offset, size }) => ({
    name,
    shape: torchShape([...shape.slice(0, -1), ...(shape.length ? [size] : [])], parameter.layout),
    offset,
    size,
  }))
}

/** Takes one part out of values in the variable's layout. */
export function toTorch(values: Float32Array, parameter: Parameter, part: TorchPart): TensorData {
  const data = new Float32Array(part.shape.reduce((product, size) => product * size, 1))
  forEachElement(parameter, part, (here, there) => {
    data[there] = values[here] as number
  })
  return { dtype: 'float32', shape: part.shape, data }
}

/** Writes one part, in torch's layout, into values in the variable's layout. */
export function fromTorch(data: Float32Array, values: Float32Array, parameter: Parameter, part: TorchPart): void {
  forEachElement(parameter, part, (here, there) => {
    values[here] = data[there] as number
  })
}

function torchShape(shape: readonly number[], layout: Layout): number[] {
  const [a, b, c, d] = shape as [number, number, number, number]
  if (layout === 'linear') return [b, a]
  if (layout === 'conv') return [d, c, a, b]
  return [...shape]
}

/** Pairs each element's index in the variable with its index in torch's tensor. */
function forEachElement(parameter: Parameter, part: TorchPart, visit: (here: number, there: number) => void): void {
  const { shape } = parameter.variable
  const width = shape[shape.length - 1] ?? 1
  const rows = parameter.variable.size / width
  const channels = shape[2] ?? 1
  const inner = parameter.layout === 'conv' ? (shape[0] as number) * (shape[1] as number) : 1
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < part.size; column++) {
      const here = row * width + part.offset + column
      let there = row * part.size + column
      if (parameter.layout === 'linear') there = column * rows + row
      if (parameter.layout === 'conv') {
        const channel = row % channels
        there = (column * channels + channel) * inner + (row - channel) / channels
      }
      visit(here, there)
    }
  }
}
