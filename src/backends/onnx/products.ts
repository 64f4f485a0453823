import { Float, type Value } from './graph.js'
import type { Emitter, Ref } from './kernel.js'
import { sameShape, sizeOf } from './shapes.js'

/** A product of two matrices that nothing else asks for: what is done with it can be done on its way. */
interface Product {
  operands: readonly [Value, Value]
  flags: { transA: number; transB: number }
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
  return product && emitter.graph.add('Gemm', product.operands, product.flags)
}

/** Sums over the first axes, `[1, size of the others]`: a product with ones is faster than the engine's own sum. */
export function columnSums(emitter: Emitter, x: Ref, axes: number): Value {
  const [rows, columns] = [sizeOf(x.shape.slice(0, axes)), sizeOf(x.shape.slice(axes))]
  const ones = emitter.graph.constant(new Float32Array(rows).fill(1), [1, rows])
  return emitter.graph.add('MatMul', [ones, emitter.plain(x, [rows, columns])])
}

function takes(product: Ref, other: Ref): boolean {
  if (other.dtype !== 'float32') return false
  return sameShape(other.shape, product.shape) || (other.shape.length === 1 && other.shape[0] === product.shape[1])
}

function onTop(emitter: Emitter, of: Ref, other: Ref, alpha: 1 | -1): Value | undefined {
  const product = productOf(emitter, of)
  if (!product) return undefined
  const attributes = alpha === 1 ? product.flags : { ...product.flags, alpha: new Float(alpha) }
  return emitter.graph.add('Gemm', [...product.operands, emitter.plain(other)], attributes)
}

function productOf(emitter: Emitter, ref: Ref): Product | undefined {
  const call = emitter.onlyUse(ref)
  if (!call || ref.shape.length !== 2 || !sameShape(ref.shape, call.results[0]?.shape ?? [])) return undefined
  const { a, b } = call.inputs
  if (!a || !b) return undefined
  if (call.name === 'Multiply') return scaled(emitter, a, b) ?? scaled(emitter, b, a)
  if (call.name !== 'BatchMatMul' || [a, b].some(({ shape, dtype }) => shape.length !== 2 || dtype !== 'float32')) {
    return undefined
  }
  const flags = { transA: Number(call.attrs.transposeA === true), transB: Number(call.attrs.transposeB === true) }
  return { operands: [emitter.plain(a), emitter.plain(b)], flags }
}

function scaled(emitter: Emitter, of: Ref, factor: Ref): Product | undefined {
  if (sizeOf(factor.shape) !== 1 || factor.shape.length > 2 || factor.dtype !== 'float32') return undefined
  const product = productOf(emitter, of)
  const call = emitter.onlyUse(of)
  if (!product || call?.name !== 'BatchMatMul') return undefined
  const [a, b] = ['a', 'b'].map((name) => sizeOf(call.inputs[name]?.shape ?? [])) as [number, number]
  if (Math.min(a, b) >= sizeOf(of.shape)) return undefined
  const times = (value: Value) => emitter.graph.add('Mul', [value, emitter.factor(factor)])
  const [left, right] = product.operands
  return { ...product, operands: a < b ? [times(left), right] : [left, times(right)] }
}
