import { type Shape, sameShape, sizeOf } from '../shapes.js'
import { Float, type Value } from './graph.js'
import { type Call, type Emitter, input, type Ref } from './kernel.js'
import { type MatrixProduct, Patches } from './patches.js'
import { convWindows } from './windows.js'

/** A product of two matrices that nothing else asks for: what is done with it can be done on its way. */
interface Product extends MatrixProduct {
  /** Elements of its operands. */
  sizes: readonly [number, number]
  /** Of the product; undefined where it is only a part of what is asked for. */
  shape: readonly [number, number] | undefined
  /** What is asked for, of the product. */
  finish: (value: Value) => Value
}

/** `x + y` or `x − y` where one is a product, and the other has its size or is a vector added to its rows. */
export function sumWithProduct(emitter: Emitter, name: string, [x, y]: readonly [Ref, Ref]): Value | undefined {
  if (name !== 'Add' && name !== 'Sub') return undefined
  if (name === 'Add' && takes(x, y)) {
    const sum = onTop(emitter, x, y, 1)
    if (sum) return sum
  }
  return takes(y, x) ? onTop(emitter, y, x, name === 'Add' ? 1 : -1) : undefined
}

/** A product and a number: the smaller operand is multiplied, where that is less work. */
export function scaledProduct(emitter: Emitter, name: string, [x, y]: readonly [Ref, Ref]): Value | undefined {
  const product = name === 'Multiply' ? (scaled(emitter, x, y) ?? scaled(emitter, y, x)) : undefined
  return product?.finish(emitter.graph.add('Gemm', product.operands, product.flags))
}

/** Sums over the first axes, `[1, size of the others]`: a product with ones is faster than the engine's own sum. */
export function columnSums(emitter: Emitter, x: Ref, axes: number): Value {
  const [rows, columns] = [sizeOf(x.shape.slice(0, axes)), sizeOf(x.shape.slice(axes))]
  const ones = emitter.graph.constant(new Float32Array(rows).fill(1), [1, rows])
  return emitter.graph.add('MatMul', [ones, emitter.plain(x, [rows, columns])])
}

/** Means over the rows of a matrix, `[1, columns]`. */
export function columnMeans({ graph }: Emitter, x: Value, rows: number): Value {
  return graph.add('MatMul', [graph.constant(new Float32Array(rows).fill(1 / rows), [1, rows]), x])
}

function takes(product: Ref, other: Ref): boolean {
  if (other.dtype !== 'float32') return false
  return sameShape(other.shape, product.shape) || (other.shape.length === 1 && other.shape[0] === product.shape.at(-1))
}

function onTop(emitter: Emitter, of: Ref, other: Ref, alpha: 1 | -1): Value | undefined {
  const product = productOf(emitter, of)
  if (!product?.shape) return undefined
  const attributes = alpha === 1 ? product.flags : { ...product.flags, alpha: new Float(alpha) }
  const added = sameShape(other.shape, of.shape) ? emitter.plain(other, product.shape) : emitter.plain(other)
  return product.finish(emitter.graph.add('Gemm', [...product.operands, added], attributes))
}

function productOf(emitter: Emitter, ref: Ref): Product | undefined {
  const call = emitter.onlyUse(ref)
  if (!call || !sameShape(ref.shape, call.results[0]?.shape ?? [])) return undefined
  const { a, b } = call.inputs
  if (call.name === 'Multiply') return scaled(emitter, a as Ref, b as Ref) ?? scaled(emitter, b as Ref, a as Ref)
  return ofMatrices(emitter, call) ?? ofPatches(emitter, call)
}

function ofMatrices(emitter: Emitter, { name, inputs: { a, b }, attrs, results }: Call): Product | undefined {
  if (name !== 'BatchMatMul' || !a || !b) return undefined
  if ([a, b].some(({ shape, dtype }) => shape.length !== 2 || dtype !== 'float32')) return undefined
  const flags = { transA: Number(attrs.transposeA === true), transB: Number(attrs.transposeB === true) }
  const sizes = [sizeOf(a.shape), sizeOf(b.shape)] as const
  const shape = results[0]?.shape as unknown as [number, number]
  return { operands: [emitter.plain(a), emitter.plain(b)], flags, sizes, shape, finish: (value) => value }
}

/** What patches of small images give: a convolution, or the gradient by its filter. */
function ofPatches(emitter: Emitter, { name, inputs, attrs, results }: Call): Product | undefined {
  if (name !== 'Conv2DBackpropFilter' && name !== 'Conv2D') return undefined
  const x = input(inputs, 'x')
  const forward = name === 'Conv2D'
  const filter = (forward ? input(inputs, 'filter').shape : attrs.filterShape) as [number, number, number, number]
  const patches = Patches.of(emitter, convWindows(x.shape, filter, attrs), filter[2])
  if (!patches) return undefined
  const shape = results[0]?.shape as Shape
  const matrix = [sizeOf(shape.slice(0, -1)), shape.at(-1)] as [number, number]
  const sizes = patches.sizes
  if (forward) {
    const product = patches.forward(x, input(inputs, 'filter'))
    const finish = (value: Value) => emitter.reshape(value, shape)
    return { ...product, sizes: [sizes[0], sizeOf(filter)], shape: matrix, finish }
  }
  const finish = (value: Value) => patches.wholeFilter(value)
  const product = patches.filterGradient(x, input(inputs, 'dy'))
  return { ...product, sizes, shape: patches.whole ? matrix : undefined, finish }
}

function scaled(emitter: Emitter, of: Ref, factor: Ref): Product | undefined {
  if (sizeOf(factor.shape) !== 1 || factor.shape.length > 2 || factor.dtype !== 'float32') return undefined
  const product = emitter.onlyUse(of)?.name === 'Multiply' ? undefined : productOf(emitter, of)
  if (!product) return undefined
  const [a, b] = product.sizes
  if (Math.min(a, b) >= sizeOf(of.shape)) return undefined
  const times = (value: Value) => emitter.graph.add('Mul', [value, emitter.factor(factor)])
  const [left, right] = product.operands
  return { ...product, operands: a < b ? [times(left), right] : [left, times(right)] }
}
