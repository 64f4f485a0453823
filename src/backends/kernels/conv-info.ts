import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import * as tf from '@tensorflow/tfjs-core'

export type ConvInfo = tf.backend_util.Conv2DInfo

type Shape4D = [number, number, number, number]
type Conv2DArguments = Parameters<typeof tf.backend_util.computeConv2DInfo>

/** Sizes, strides and padding of a convolution, from a kernel's attributes. Only NHWC. */
export function convInfo(xShape: readonly number[], filterShape: readonly number[], attrs: NamedAttrMap): ConvInfo {
  const { strides, pad, dimRoundingMode, dilations = 1, dataFormat = 'NHWC' } = attrs
  if (dataFormat !== 'NHWC') throw new Error(`images must be NHWC on WebAssembly, not ${String(dataFormat)}`)
  return tf.backend_util.computeConv2DInfo(
    xShape as Shape4D,
    filterShape as Shape4D,
    strides as Conv2DArguments[2],
    dilations as Conv2DArguments[3],
    pad as Conv2DArguments[4],
    dimRoundingMode as Conv2DArguments[5],
  )
}
