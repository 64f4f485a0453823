import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'
import type { Shape } from '../shapes.js'

/** How a window moves over images, along height and width. */
export interface Windows {
  rows: number
  inputs: number
  outputs: number
  /** Height and width of the images, of the result, and of the window. */
  inSize: readonly [number, number]
  outSize: readonly [number, number]
  filter: readonly [number, number]
  strides: readonly [number, number]
  dilations: readonly [number, number]
  /** Zeros above and to the left. */
  before: readonly [number, number]
  /** Zeros below and to the right. */
  after: readonly [number, number]
}

type Info = tf.backend_util.Conv2DInfo
type ConvArguments = Parameters<typeof tf.backend_util.computeConv2DInfo>
type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>

export function convWindows(xShape: Shape, filterShape: Shape, attrs: NamedAttrMap): Windows {
  requireNHWC(attrs)
  const { strides, dilations = 1, pad, dimRoundingMode } = attrs
  const info = tf.backend_util.computeConv2DInfo(
    xShape as ConvArguments[0],
    filterShape as ConvArguments[1],
    strides as ConvArguments[2],
    dilations as ConvArguments[3],
    pad as ConvArguments[4],
    dimRoundingMode as ConvArguments[5],
  )
  return windowsOf(info)
}

export function poolWindows(xShape: Shape, attrs: NamedAttrMap): Windows {
  requireNHWC(attrs)
  const { filterSize, strides, dilations = 1, pad, dimRoundingMode } = attrs
  const info = tf.backend_util.computePool2DInfo(
    xShape as PoolArguments[0],
    filterSize as PoolArguments[1],
    strides as PoolArguments[2],
    dilations as PoolArguments[3],
    pad as PoolArguments[4],
    dimRoundingMode as PoolArguments[5],
  )
  return windowsOf(info)
}

/** `[rows, height, width, channels]` of the result. */
export function resultShape({ rows, outputs, outSize }: Windows): number[] {
  return [rows, ...outSize, outputs]
}

/** ONNX's order: above, left, below, right. */
export function padsOf({ before, after }: Windows): number[] {
  return [...before, ...after]
}

/** Lines or columns that windows need after those of the image; negative: that they do not see. */
export function neededAfter({ inSize, outSize, strides, filter, before }: Windows, axis: 0 | 1): number {
  return (outSize[axis] - 1) * strides[axis] + filter[axis] - inSize[axis] - before[axis]
}

/** How far the last window reaches beyond the padding. */
export function beyondPadding(windows: Windows, axis: 0 | 1): number {
  return neededAfter(windows, axis) - windows.after[axis]
}

/** Whether the last windows look beyond the padding. */
export function lookBeyondPadding(windows: Windows): boolean {
  return both((axis) => beyondPadding(windows, axis)).some((size) => size > 0)
}

/** Along height and width. */
export function both<T>(of: (axis: 0 | 1) => T): [T, T] {
  return [of(0), of(1)]
}

function windowsOf(info: Info): Windows {
  const { padInfo } = info
  return {
    rows: info.batchSize,
    inputs: info.inChannels,
    outputs: info.outChannels,
    inSize: [info.inHeight, info.inWidth],
    outSize: [info.outHeight, info.outWidth],
    filter: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [padInfo.top, padInfo.left],
    after: [padInfo.bottom, padInfo.right],
  }
}

function requireNHWC({ dataFormat = 'NHWC' }: NamedAttrMap): void {
  if (dataFormat !== 'NHWC') throw new Error(`images must be NHWC on the ONNX backend, not ${String(dataFormat)}`)
}
