import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import { sizeOf } from '../shapes.js'
import { Float, type Graph, positive, typeNumber, type Value } from './graph.js'
import { combineImages } from './image-elementwise.js'
import { type DType, input, type OnnxKernel, type Ref, type TensorType } from './kernel.js'
import { slopesBehindRelu } from './pooling.js'
import { scaledProduct, sumWithProduct } from './products.js'

/** Nodes for an element by element function of one input. */
type Unary = (graph: Graph, x: Value, attrs: NamedAttrMap) => Value

/** Nodes for one of two inputs, whose shapes are broadcast. */
type Binary = (graph: Graph, a: Value, b: Value) => Value

const op =
  (name: string): Unary & Binary =>
  (graph: Graph, a: Value, b?: unknown) =>
    graph.add(name, typeof b === 'string' ? [a, b] : [a])

const number = (attrs: NamedAttrMap, name: string) => Number(attrs[name])

const floats: Record<string, Unary> = {
  Acos: op('Acos'),
  Acosh: op('Acosh'),
  Asin: op('Asin'),
  Asinh: op('Asinh'),
  Atan: op('Atan'),
  Atanh: op('Atanh'),
  Cos: op('Cos'),
  Cosh: op('Cosh'),
  Elu: op('Elu'),
  Erf: op('Erf'),
  Exp: op('Exp'),
  // tanh(x / 2) · (eˣ + 1): exact near zero too
  Expm1: (graph, x) => {
    const half = graph.add('Tanh', [graph.add('Mul', [x, graph.scalar(0.5)])])
    return graph.add('Mul', [half, graph.add('Add', [graph.add('Exp', [x]), graph.scalar(1)])])
  },
  LeakyRelu: (graph, x, attrs) => graph.add('LeakyRelu', [x], { alpha: new Float(number(attrs, 'alpha')) }),
  Log: op('Log'),
  // the error of 1 + x, taken back; where x is so large that there is none, the product would overflow
  Log1p: (graph, x) => {
    const one = graph.scalar(1)
    const sum = graph.add('Add', [x, one])
    const log = graph.add('Log', [sum])
    const corrected = graph.add('Div', [graph.add('Mul', [log, x]), graph.add('Sub', [sum, one])])
    const large = graph.add('Where', [graph.add('Equal', [sum, x]), log, corrected])
    return graph.add('Where', [graph.add('Equal', [sum, one]), x, large])
  },
  Reciprocal: op('Reciprocal'),
  Rsqrt: (graph, x) => graph.add('Reciprocal', [graph.add('Sqrt', [x])]),
  Selu: op('Selu'),
  Sigmoid: op('Sigmoid'),
  Sin: op('Sin'),
  Sinh: op('Sinh'),
  Softplus: op('Softplus'),
  Sqrt: op('Sqrt'),
  Tan: op('Tan'),
  Tanh: op('Tanh'),
}

/** Those whose bounds are floats. */
const bounded: Record<string, Unary> = {
  ClipByValue: (graph, x, attrs) => {
    const bounds = ['clipValueMin', 'clipValueMax'].map((name) => graph.scalar(number(attrs, name)))
    return graph.add('Clip', [x, ...bounds])
  },
  Relu6: (graph, x) => graph.add('Clip', [x, graph.scalar(0), graph.scalar(6)]),
  Step: (graph, x, attrs) => {
    const positive = graph.add('Greater', [x, graph.scalar(0)])
    if (number(attrs, 'alpha') === 0) return graph.add('Cast', [positive], { to: typeNumber('float32') })
    return graph.add('Where', [positive, graph.scalar(1), graph.scalar(number(attrs, 'alpha'))])
  },
}

/** Those that take integers as they are. */
const numbers: Record<string, Unary> = {
  Abs: op('Abs'),
  Neg: op('Neg'),
  Relu: op('Relu'),
  Sign: op('Sign'),
  Square: (graph, x) => graph.add('Mul', [x, x]),
}

/** Nothing to do for integers. */
const roundings: Record<string, Unary> = { Ceil: op('Ceil'), Floor: op('Floor'), Round: op('Round') }

const arithmetic: Record<string, Binary> = {
  Add: op('Add'),
  Atan2: atan2,
  Maximum: op('Max'),
  Minimum: op('Min'),
  // a − b · ⌊a / b⌋: of the sign of b
  Mod: (graph, a, b) => {
    const times = graph.add('Floor', [graph.add('Div', [a, b])])
    return graph.add('Sub', [a, graph.add('Mul', [b, times])])
  },
  Multiply: op('Mul'),
  Pow: op('Pow'),
  Prelu: (graph, x, alpha) => {
    const positive = graph.add('Greater', [x, graph.scalar(0)])
    return graph.add('Where', [positive, x, graph.add('Mul', [x, alpha])])
  },
  RealDiv: op('Div'),
  SquaredDifference: (graph, a, b) => {
    const difference = graph.add('Sub', [a, b])
    return graph.add('Mul', [difference, difference])
  },
  Sub: op('Sub'),
}

/** Integers are computed as integers; the others as floats, and back. */
const integerOps = new Set(['Add', 'Sub', 'Multiply', 'Maximum', 'Minimum', 'SquaredDifference'])

const comparisons: Record<string, Binary> = {
  Equal: op('Equal'),
  Greater: op('Greater'),
  GreaterEqual: op('GreaterOrEqual'),
  Less: op('Less'),
  LessEqual: op('LessOrEqual'),
  NotEqual: (graph, a, b) => graph.add('Not', [graph.add('Equal', [a, b])]),
}

const logical: Record<string, Binary> = { LogicalAnd: op('And'), LogicalOr: op('Or') }

function floorDiv(graph: Graph, a: Value, b: Value): Value {
  return graph.add('Cast', [graph.add('Floor', [graph.add('Div', [a, b])])], { to: typeNumber('int32') })
}

function atan2(graph: Graph, y: Value, x: Value): Value {
  const zero = graph.scalar(0)
  const [left, below] = [x, y].map((value) => graph.add('Less', [value, zero])) as [Value, Value]
  const turn = graph.add('Where', [below, graph.scalar(-Math.PI), graph.scalar(Math.PI)])
  // 0 / 0 is no slope
  const slope = graph.add('Where', [graph.add('Equal', [y, zero]), y, graph.add('Div', [y, x])])
  const angle = graph.add('Atan', [slope])
  return graph.add('Where', [left, graph.add('Add', [angle, turn]), angle])
}

/** The result has the shape of the input `name`; where that is blocked, so is the result. */
function unary(
  make: Unary,
  { dtype, within = () => 'float32' }: { dtype?: DType; within?: (own: DType) => DType } = {},
) {
  const name = 'x'
  return {
    infer: (inputs) => ({ shape: input(inputs, name).shape, dtype: dtype ?? input(inputs, name).dtype }),
    emit: (emitter, { inputs, attrs }) => {
      const x = input(inputs, name)
      const own = dtype ?? x.dtype
      const image = x.dtype === own ? emitter.blockedAlready(x) : undefined
      if (image) {
        const fused = make === numbers.Relu && emitter.onlyUse(x) ? image.fused?.({ relu: true }) : undefined
        return fused ?? image.with(make(emitter.graph, image.value, attrs))
      }
      const type = within(x.dtype)
      const result = make(emitter.graph, emitter.cast(emitter.plain(x), x.dtype, type), attrs)
      return dtype === 'bool' ? result : emitter.cast(result, type, own)
    },
  } satisfies OnnxKernel
}

function broadcast({ a, b, x, alpha }: Readonly<Record<string, TensorType>>): number[] {
  const [left, right] = [a ?? x, b ?? alpha] as [TensorType, TensorType]
  return tf.broadcast_util.assertAndGetBroadcastShape([...left.shape], [...right.shape])
}

function binary(name: string, make: Binary, types: { dtype?: DType; within: (own: DType) => DType }): OnnxKernel {
  return {
    infer: (inputs) => {
      const left = inputs.a ?? input(inputs, 'x')
      return { shape: broadcast(inputs), dtype: types.dtype ?? left.dtype }
    },
    emit: (emitter, call) => {
      const [left, right] = Object.values(call.inputs) as [Ref, Ref]
      const operands = [left, right] as const
      const fused = sumWithProduct(emitter, name, operands) ?? scaledProduct(emitter, name, operands)
      const own =
        fused ??
        slopesBehindRelu(emitter, name, operands) ??
        (types.dtype ? undefined : combineImages(emitter, name, make, operands))
      if (own) return own
      const within = types.within(left.dtype)
      const value = (ref: Ref, other: Ref) =>
        sizeOf(ref.shape) === 1 && ref.shape.length < other.shape.length ? emitter.factor(ref) : emitter.plain(ref)
      const a = emitter.cast(value(left, right), left.dtype, within)
      const b = emitter.cast(value(right, left), right.dtype, within)
      const result = make(emitter.graph, a, b)
      return types.dtype ? result : emitter.cast(result, within, left.dtype)
    },
  }
}

/** Where x is not negative. */
export const stepOfPositive: OnnxKernel = unary(positive)

/** The sum of all inputs. */
const addN: OnnxKernel = {
  infer: (inputs) => Object.values(inputs)[0] as TensorType,
  emit: (emitter, { inputs }) => {
    const values = Object.values(inputs).map((ref) => emitter.plain(ref))
    return values.reduce((sum, value) => emitter.graph.add('Add', [sum, value]))
  },
}

/** y ≥ 0: the slope of the identity; below, that of the exponential, which is y + 1. */
const eluGrad: OnnxKernel = {
  infer: ({ dy }) => dy as TensorType,
  emit: (emitter, { inputs }) => {
    const { graph } = emitter
    const [dy, y] = [emitter.plain(input(inputs, 'dy')), emitter.plain(input(inputs, 'y'))]
    const positive = graph.add('GreaterOrEqual', [y, graph.scalar(0)])
    const below = graph.add('Mul', [dy, graph.add('Add', [y, graph.scalar(1)])])
    return graph.add('Where', [positive, dy, below])
  },
}

const select: OnnxKernel = {
  infer: ({ t, e }) => ({
    shape: (t as TensorType).shape,
    dtype: tf.upcastType((t as TensorType).dtype, (e as TensorType).dtype) as DType,
  }),
  emit: (emitter, { inputs, results }) => {
    const [condition, t, e] = ['condition', 't', 'e'].map((name) => input(inputs, name)) as [Ref, Ref, Ref]
    // a condition for each row
    const rows = condition.shape.length === 1 && t.shape.length > 1
    const shape = rows ? [...condition.shape, ...t.shape.slice(1).map(() => 1)] : condition.shape
    const { dtype } = results[0] as TensorType
    const within = dtype === 'bool' ? 'int32' : dtype
    const [yes, no] = [t, e].map((ref) => emitter.cast(emitter.plain(ref), ref.dtype, within)) as [Value, Value]
    return emitter.cast(emitter.graph.add('Where', [emitter.plain(condition, shape), yes, no]), within, dtype)
  },
}

const cast: OnnxKernel = {
  infer: ({ x }, { dtype }) => ({ shape: (x as TensorType).shape, dtype: dtype as DType }),
  emit: (emitter, { inputs, results }) => {
    const x = input(inputs, 'x')
    const image = x.dtype === 'float32' ? emitter.blockedAlready(x) : undefined
    const { dtype } = results[0] as TensorType
    if (image && dtype === 'float32') return image
    return emitter.cast(emitter.plain(x), x.dtype, dtype)
  },
}

const finite: Unary = (graph, x) =>
  graph.add('Not', [graph.add('Or', [graph.add('IsNaN', [x]), graph.add('IsInf', [x])])])

function each<T>(table: Record<string, T>, make: (name: string, entry: T) => OnnxKernel): [string, OnnxKernel][] {
  return Object.entries(table).map(([name, entry]) => [name, make(name, entry)])
}

export const elementwiseKernels: ReadonlyMap<string, OnnxKernel> = new Map<string, OnnxKernel>([
  ...each({ ...floats, ...bounded, ...roundings }, (_, make) => unary(make)),
  ...each(numbers, (_, make) => unary(make, { within: (own) => (own === 'bool' ? 'int32' : own) })),
  ...each(arithmetic, (name, make) =>
    binary(name, make, { within: (own) => (own === 'int32' && integerOps.has(name) ? 'int32' : 'float32') }),
  ),
  ['FloorDiv', binary('FloorDiv', floorDiv, { dtype: 'int32', within: () => 'float32' })],
  ...each(comparisons, (name, make) =>
    binary(name, make, { dtype: 'bool', within: (own) => (own === 'bool' ? 'int32' : own) }),
  ),
  ...each(logical, (name, make) => binary(name, make, { dtype: 'bool', within: () => 'bool' })),
  ['LogicalNot', unary(op('Not'), { dtype: 'bool', within: () => 'bool' })],
  ['IsNan', unary(op('IsNaN'), { dtype: 'bool' })],
  ['IsInf', unary(op('IsInf'), { dtype: 'bool' })],
  ['IsFinite', unary(finite, { dtype: 'bool' })],
  ['AddN', addN],
  ['EluGrad', eluGrad],
  ['Select', select],
  ['Cast', cast],
])
