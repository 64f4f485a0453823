import type { Attribute, Value } from './graph.js'
import { type Extras, Image } from './image.js'
import type { Emitter, Ref } from './kernel.js'

/** The engine's own domain of kernels for images in blocks. */
export const blockedDomain = 'com.microsoft.nchwc'

interface ConvolutionShape {
  filter: readonly number[]
  strides?: readonly number[]
  pads?: readonly number[]
  dilations?: readonly number[]
  /** Of channels. Default: all are one. */
  group?: number
}

/** Values in the engine's blocked layout, and what is done with them everywhere. */
export class BlockedLayout {
  readonly emitter: Emitter

  constructor(emitter: Emitter) {
    this.emitter = emitter
  }

  get block() {
    return this.emitter.block
  }

  get graph() {
    return this.emitter.graph
  }

  fits(channels: number): boolean {
    return this.block > 0 && channels % this.block === 0
  }

  /** A plain value `[rows, height, width, channels]` in blocks. */
  blocked(ref: Ref, sizes: readonly number[]): Image {
    const known = this.emitter.blockedAlready(ref)
    if (known?.lies(sizes)) return known
    const [rows, height, width, channels] = sizes as [number, number, number, number]
    const value = this.graph.add('ReorderInput', [this.emitter.plain(ref, sizes)], { channels_last: 1 }, blockedDomain)
    const image = new Image(value, rows, channels, height, width)
    this.emitter.setBlocked(ref, image)
    return image
  }

  /** `[rows, height, width, channels]` */
  unblock({ value, channels }: Image): Value {
    return this.graph.add('ReorderOutput', [value], { channels, channels_last: 1 }, blockedDomain)
  }

  reshape(value: Value, shape: readonly number[]): Value {
    return this.emitter.reshape(value, shape)
  }

  transpose(value: Value, perm: readonly number[]): Value {
    return this.graph.add('Transpose', [value], { perm })
  }

  convolution(x: Value, weights: Value, shape: ConvolutionShape, { bias = '', sum = '', relu }: Extras = {}): Value {
    const { filter, strides = [1, 1], pads = [0, 0, 0, 0], dilations = [1, 1], group = 1 } = shape
    const attributes: Record<string, Attribute> = { kernel_shape: filter, strides, pads, dilations, group }
    if (relu) attributes.activation = 'Relu'
    const operands = sum ? [x, weights, bias, sum] : bias ? [x, weights, bias] : [x, weights]
    return this.graph.add('Conv', operands, attributes, blockedDomain)
  }
}
