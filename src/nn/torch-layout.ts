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
  const parts = parameter.segments ?? [{ name: parameter.name, offset: 0, size: widthOf(shape) }]
  return parts.map(({ name, offset, size }) => ({
    name,
    shape: torchShape([...shape.slice(0, -1), ...(shape.length ? [size] : [])], parameter.layout),
    offset,
    size,
  }))
}

/** All of a variable's values, of that shape, out of torch's layout. */
export function ownLayout(data: Float32Array, shape: readonly number[], layout: Layout): Float32Array {
  if (layout === 'same') return data
  const values = new Float32Array(data.length)
  forEachElement(shape, layout, { offset: 0, size: widthOf(shape) }, (here, there) => {
    values[here] = data[there] as number
  })
  return values
}

/** Takes one part out of values in the variable's layout. */
export function toTorch(values: Float32Array, parameter: Parameter, part: TorchPart): TensorData {
  const data = new Float32Array(part.shape.reduce((product, size) => product * size, 1))
  forEachElement(parameter.variable.shape, parameter.layout, part, (here, there) => {
    data[there] = values[here] as number
  })
  return { dtype: 'float32', shape: part.shape, data }
}

/** Writes one part, in torch's layout, into values in the variable's layout. */
export function fromTorch(data: Float32Array, values: Float32Array, parameter: Parameter, part: TorchPart): void {
  forEachElement(parameter.variable.shape, parameter.layout, part, (here, there) => {
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
function forEachElement(
  shape: readonly number[],
  layout: Layout,
  part: Pick<TorchPart, 'offset' | 'size'>,
  visit: (here: number, there: number) => void,
): void {
  const width = widthOf(shape)
  const rows = shape.slice(0, -1).reduce((product, size) => product * size, 1)
  const channels = shape[2] ?? 1
  const inner = layout === 'conv' ? (shape[0] as number) * (shape[1] as number) : 1
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < part.size; column++) {
      const here = row * width + part.offset + column
      let there = row * part.size + column
      if (layout === 'linear') there = column * rows + row
      if (layout === 'conv') {
        const channel = row % channels
        there = (column * channels + channel) * inner + (row - channel) / channels
      }
      visit(here, there)
    }
  }
}

/** Of the last axis. */
function widthOf(shape: readonly number[]): number {
  return shape[shape.length - 1] ?? 1
}
