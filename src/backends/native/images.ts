import * as tf from '@tensorflow/tfjs-core'
import type { NativeBackend, OpAttribute } from './binding.js'
import { attribute, channelsLast, type Kernel, type KernelCall } from './kernel.js'

type Info = tf.backend_util.Conv2DInfo
type Conv2DArguments = Parameters<typeof tf.backend_util.computeConv2DInfo>
type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>

/** Rows above and below, columns left and right, of zeros. */
type Margins = readonly [top: number, bottom: number, left: number, right: number]

/** How an operation goes over an image. */
interface Walk {
  info: Info
  margins: Margins
  /** TensorFlow's own name for the margins where it has one: with explicit ones it takes slower ways. */
  padding: 'SAME' | 'VALID' | 'EXPLICIT'
}

/** @param of computes sizes for a padding. */
function walk(pad: unknown, of: (pad: unknown) => Info): Walk {
  const info = of(pad)
  const margins = marginsOf(info)
  if (margins.every((size) => size === 0)) return { info, margins, padding: 'VALID' }
  const same = marginsOf(of('same'))
  return { info, margins, padding: margins.every((size, side) => size === same[side]) ? 'SAME' : 'EXPLICIT' }
}

function marginsOf({ padInfo: { top, bottom, left, right } }: Info): Margins {
  return [top, bottom, left, right]
}

function convolutionWalk(x: readonly number[], filter: readonly number[], attrs: tf.NamedAttrMap): Walk {
  const { strides, dilations = 1, dimRoundingMode } = attrs as Record<string, unknown>
  return walk(attrs.pad, (pad) =>
    tf.backend_util.computeConv2DInfo(
      x as Conv2DArguments[0],
      filter as Conv2DArguments[1],
      strides as Conv2DArguments[2],
      dilations as Conv2DArguments[3],
      pad as Conv2DArguments[4],
      dimRoundingMode as Conv2DArguments[5],
    ),
  )
}

function poolWalk(x: readonly number[], attrs: tf.NamedAttrMap): Walk {
  const { filterSize, strides, dimRoundingMode } = attrs as Record<string, unknown>
  return walk(attrs.pad, (pad) =>
    tf.backend_util.computePool2DInfo(
      x as PoolArguments[0],
      filterSize as PoolArguments[1],
      strides as PoolArguments[2],
      1,
      pad as PoolArguments[4],
      dimRoundingMode as PoolArguments[5],
    ),
  )
}

function paddingAttributes(backend: NativeBackend, { padding, margins }: Walk): OpAttribute[] {
  const explicit = padding === 'EXPLICIT' ? [0, 0, ...margins, 0, 0] : []
  return [attribute.text(backend, 'padding', padding), attribute.integers(backend, 'explicit_paddings', explicit)]
}

function convolutionAttributes(backend: NativeBackend, going: Walk): OpAttribute[] {
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = going.info
  return [
    attribute.float(backend),
    attribute.integers(backend, 'strides', [1, strideHeight, strideWidth, 1]),
    ...paddingAttributes(backend, going),
    channelsLast(backend),
    attribute.flag(backend, 'use_cudnn_on_gpu', true),
    attribute.integers(backend, 'dilations', [1, dilationHeight, dilationWidth, 1]),
  ]
}

const conv2d: Kernel = ({ inputs, attrs, backend }) => {
  const { x, filter } = inputs as { x: tf.TensorInfo; filter: tf.TensorInfo }
  const going = convolutionWalk(x.shape, filter.shape, attrs)
  return backend.executeSingleOutput('Conv2D', convolutionAttributes(backend, going), [x, filter])
}

const conv2dBackpropFilter: Kernel = ({ inputs, attrs, backend }) => {
  const { x, dy } = inputs as { x: tf.TensorInfo; dy: tf.TensorInfo }
  const filterShape = attrs.filterShape as number[]
  const going = convolutionWalk(x.shape, filterShape, attrs)
  const { dilationHeight, dilationWidth } = going.info
  const close = dilationHeight === 1 && dilationWidth === 1
  if (backend.hasOwnOperations && close) return ownFilterGradient(backend, going, [x, dy])
  const attributes = convolutionAttributes(backend, going)
  const sizes = tf.tensor1d(filterShape, 'int32')
  const result = backend.executeSingleOutput('Conv2DBackpropFilter', attributes, [x, sizes, dy])
  sizes.dispose()
  return result
}

/** As a product of patches and gradients: with AVX2 twice as fast as oneDNN's. */
function ownFilterGradient(
  backend: NativeBackend,
  { info, margins }: Walk,
  inputs: readonly tf.TensorInfo[],
): tf.Tensor {
  const [top, , left] = margins
  const attributes = [
    attribute.float(backend),
    attribute.integers(backend, 'filter', [info.filterHeight, info.filterWidth]),
    attribute.integers(backend, 'strides', [info.strideHeight, info.strideWidth]),
    attribute.integers(backend, 'margins', [top, left]),
  ]
  return backend.executeSingleOutput('PolyheadFilterGradient', attributes, inputs)
}

/**
 * Where the padding has no name, TensorFlow's own is up to twenty times slower: so the gradient by the padded input is
 * taken, and the margins are cut off.
 */
const conv2dBackpropInput: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, filter } = inputs as { dy: tf.TensorInfo; filter: tf.TensorInfo }
  const shape = attrs.inputShape as [number, number, number, number]
  const going = convolutionWalk(shape, filter.shape, attrs)
  const [top, bottom, left, right] = going.padding === 'EXPLICIT' ? going.margins : [0, 0, 0, 0]
  const attributes = convolutionAttributes(
    backend,
    going.padding === 'EXPLICIT' ? { ...going, padding: 'VALID' } : going,
  )
  const [rows, height, width, channels] = shape
  const sizes = tf.tensor1d([rows, height + top + bottom, width + left + right, channels], 'int32')
  const padded = backend.executeSingleOutput('Conv2DBackpropInput', attributes, [sizes, filter, dy])
  sizes.dispose()
  if (going.padding !== 'EXPLICIT') return padded
  const result = tf.slice(padded, [0, top, left, 0], shape)
  padded.dispose()
  return result
}

function poolAttributes(backend: NativeBackend, { info }: Walk): OpAttribute[] {
  return [
    attribute.float(backend),
    attribute.integers(backend, 'ksize', [1, info.filterHeight, info.filterWidth, 1]),
    attribute.integers(backend, 'strides', [1, info.strideHeight, info.strideWidth, 1]),
    channelsLast(backend),
  ]
}

const maxPool: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as tf.TensorInfo
  const going = poolWalk(x.shape, attrs)
  const attributes = [...poolAttributes(backend, going), ...paddingAttributes(backend, going)]
  return backend.executeSingleOutput('MaxPool', attributes, [x])
}

const maxPoolGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, input, output } = inputs as { dy: tf.TensorInfo; input: tf.TensorInfo; output: tf.TensorInfo }
  const going = poolWalk(input.shape, attrs)
  const attributes = [...poolAttributes(backend, going), ...paddingAttributes(backend, going)]
  return backend.executeSingleOutput('MaxPoolGrad', attributes, [input, output, dy])
}

/** The mean of what lies inside the image; TensorFlow's has no explicit padding. */
const avgPool: Kernel = ({ inputs, attrs, backend }) => {
  const x = inputs.x as tf.Tensor4D
  const going = poolWalk(x.shape, attrs)
  const { padding } = going
  if (padding !== 'EXPLICIT') return avgPoolOf(x, going, backend, padding)
  return tf.tidy(() => {
    const around = (tensor: tf.Tensor4D) => avgPoolOf(padded(tensor, going), going, backend, 'VALID')
    return tf.div(around(x), around(tf.onesLike(x)))
  })
}

const avgPoolGrad: Kernel = ({ inputs, attrs, backend }) => {
  const { dy, input } = inputs as { dy: tf.Tensor4D; input: tf.Tensor4D }
  const going = poolWalk(input.shape, attrs)
  const gradient = (slope: tf.TensorInfo, shape: readonly number[], padding: 'SAME' | 'VALID') => {
    const attributes = [...poolAttributes(backend, going), attribute.text(backend, 'padding', padding)]
    return backend.executeSingleOutput('AvgPoolGrad', attributes, [tf.tensor1d([...shape], 'int32'), slope])
  }
  return tf.tidy(() => {
    if (going.padding !== 'EXPLICIT') return gradient(dy, input.shape, going.padding)
    const inside = padded(tf.onesLike(input), going)
    const shares = tf.div(dy, avgPoolOf(inside, going, backend, 'VALID'))
    const [top, , left] = going.margins
    return tf.slice(gradient(shares, inside.shape, 'VALID'), [0, top, left, 0], input.shape)
  })
}

function padded(x: tf.Tensor4D, { margins: [top, bottom, left, right] }: Walk): tf.Tensor4D {
  return tf.pad4d(x, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ])
}

function avgPoolOf(x: tf.TensorInfo, going: Walk, backend: NativeBackend, padding: 'SAME' | 'VALID'): tf.Tensor {
  const attributes = [...poolAttributes(backend, going), attribute.text(backend, 'padding', padding)]
  return backend.executeSingleOutput('AvgPool', attributes, [x])
}

/** The package's own knows no padding by numbers. */
const fusedConv2d: Kernel = (call: KernelCall) => {
  const { bias, preluActivationWeights } = call.inputs as Record<string, tf.Tensor | undefined>
  const { activation, leakyreluAlpha } = call.attrs as { activation?: string; leakyreluAlpha?: number }
  return tf.tidy(() => {
    const product = conv2d(call) as tf.Tensor
    const sum = bias ? tf.add(product, bias) : product
    return call.backend.applyActivation(sum, activation, preluActivationWeights, leakyreluAlpha)
  })
}

/** Images with channels last, and any padding: the package's own kernels refuse padding by numbers. */
export const imageKernels: Readonly<Record<string, Kernel>> = {
  Conv2D: conv2d,
  Conv2DBackpropFilter: conv2dBackpropFilter,
  Conv2DBackpropInput: conv2dBackpropInput,
  FusedConv2D: fusedConv2d,
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGrad,
  AvgPool: avgPool,
  AvgPoolGrad: avgPoolGrad,
}
