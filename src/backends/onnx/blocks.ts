import { range } from '../shapes.js'
import { BlockedLayout, blockedDomain } from './blocked-layout.js'
import { fewChannelsGradient, filterGradient } from './filter-gradients.js'
import { positive, type Value } from './graph.js'
import { type Extras, Image } from './image.js'
import type { Emitter, Ref } from './kernel.js'
import { overlappingMaxPoolGrad } from './overlapping-pools.js'
import { type Phase, phasesOf } from './phases.js'
import { slopesByPhases } from './pooled-phases.js'
import { tiledMaxPoolGrad } from './tiled-pools.js'
import { both, lookBeyondPadding, padsOf, type Windows } from './windows.js'

/** What the gradient of max pooling is made of: the pooling's input and result, and the slopes of the latter. */
export interface PoolSlopes {
  dy: Ref
  x: Ref
  y: Ref
  relu?: boolean
}

/**
 * Kernels for images in the engine's blocked layout, several times as fast as those for plain ones. Each gives
 * undefined where it does not apply.
 */
class Blocks extends BlockedLayout {
  /** Planes `[rows, channels, height, width]` of an image in blocks, and an image of planes. */
  transposed(x: Ref, perm: readonly number[], shape: readonly number[]): Value | Image | undefined {
    const order = perm.join()
    const image = this.emitter.blockedAlready(x)
    if (order === '0,3,1,2' && image?.lies(x.shape)) {
      const { value, channels } = image
      return this.graph.add('ReorderOutput', [value], { channels, channels_last: 0 }, blockedDomain)
    }
    const [rows, height, width, channels] = shape as [number, number, number, number]
    if (order !== '0,2,3,1' || !this.fits(channels) || x.dtype !== 'float32') return undefined
    const value = this.graph.add('ReorderInput', [this.emitter.plain(x)], { channels_last: 0 }, blockedDomain)
    return new Image(value, rows, channels, height, width)
  }

  convolve(x: Ref, filter: Ref, windows: Windows): Image | undefined {
    const { inputs, outputs, rows, outSize } = windows
    if (!this.fits(outputs) || !(this.fits(inputs) || inputs < this.block) || filter.shape[2] !== inputs) return
    const images = this.#input(x, windows)
    const shape = { ...windows, pads: padsOf(windows) }
    const weights = this.#filter(filter, windows)
    const make = (extras: Extras, last: boolean): Image =>
      new Image(
        this.convolution(images, weights, shape, extras),
        rows,
        outputs,
        ...outSize,
        last ? undefined : (more) => combine(extras, more, make),
      )
    return make({}, false)
  }

  /** The gradient by the input: a convolution of dy with the filter turned round. */
  backpropInput(dy: Ref, filter: Ref, windows: Windows): Image | undefined {
    const { inputs, outputs, rows, inSize, outSize, strides, before, dilations } = windows
    if (!this.fits(inputs) || !this.fits(outputs) || dilations.some((one) => one !== 1)) return
    const [kh, kw] = windows.filter
    const phases = both((axis) => phasesOf(windows, axis))
    const spreadSize = both((axis) => outSize[axis] * strides[axis])
    const first = [kh - 1 - before[0], kw - 1 - before[1]] as const
    const last = both((axis) => inSize[axis] + (windows.filter[axis] - 1) - first[axis] - spreadSize[axis])
    const outside = first.some((zeros) => zeros < 0) || last.some((zeros) => zeros < 0)
    if (!(phases[0] && phases[1]) && outside) return
    const image = this.blocked(dy, [rows, ...outSize, outputs])
    const result = (value: Value) => new Image(value, rows, inputs, ...inSize)
    if (phases[0] && phases[1]) return result(this.#byPhases(image.value, filter, windows, [phases[0], phases[1]]))
    const weights = this.#turned(filter, windows, [range(kh), range(kw)])
    const pads = [...first, ...last]
    const convolution = (value: Value) => this.convolution(value, weights, { filter: windows.filter, pads })
    if (kh * kw > 1 || pads.some((zeros) => zeros > 0)) return result(convolution(this.#spread(image, strides)))
    // a window of one pixel: all others have no slope
    return result(this.#spread(new Image(convolution(image.value), rows, inputs, ...outSize), strides))
  }

  /**
   * Pixels of each phase of the strides meet their own taps of the filter: none is multiplied by zeros between slopes.
   */
  #byPhases(
    slopes: Value,
    filter: Ref,
    windows: Windows,
    [down, across]: readonly [readonly Phase[], readonly Phase[]],
  ): Value {
    const values = down.map((line) =>
      across.map((column) => {
        const weights = this.#turned(filter, windows, [line.taps, column.taps])
        const pads = [line.before, column.before, line.after, column.after]
        return this.convolution(slopes, weights, { filter: [line.taps.length, column.taps.length], pads })
      }),
    )
    return this.#interleaved(values, windows)
  }

  /** An image of the input's size, whose lines and columns are those of the values in turns. */
  #interleaved(values: readonly (readonly Value[])[], { rows, inputs, inSize, outSize }: Windows): Value {
    const size = rows * inputs * outSize[0] * outSize[1]
    const lines = values.map((columns) => this.#joined(columns, this.block, size))
    const all = this.#joined(lines, inSize[1] * this.block, (size * inSize[1]) / outSize[1])
    return this.reshape(all, [rows, inputs, ...inSize])
  }

  /** So many elements of each in turns. */
  #joined(values: readonly Value[], width: number, elements: number): Value {
    if (values.length === 1) return values[0] as Value
    const matrices = values.map((value) => this.reshape(value, [elements / width, width]))
    return this.graph.add('Concat', matrices, { axis: 1 })
  }

  /** The gradient by the filter. */
  backpropFilter(x: Ref, dy: Ref, windows: Windows): Value | undefined {
    const { inputs, outputs, rows, dilations } = windows
    if (!this.fits(outputs) || dilations.some((one) => one !== 1)) return
    // rows are its channels: less than a block, or whole ones
    if (inputs < this.block && (rows < this.block || this.fits(rows))) return fewChannelsGradient(this, x, dy, windows)
    return this.fits(inputs) && this.fits(rows) ? filterGradient(this, x, dy, windows) : undefined
  }

  maxPool(x: Ref, windows: Windows): Image | undefined {
    const { inputs, rows, inSize, outSize } = windows
    if (!this.fits(inputs) || lookBeyondPadding(windows)) return
    const { value } = this.blocked(x, [rows, ...inSize, inputs])
    return new Image(this.#pool(value, windows), rows, inputs, ...outSize)
  }

  /**
   * The gradient of max pooling: dy goes to the first largest value of each window.
   * @param relu whether x is what a ReLU gave, whose gradient is wanted: only positive values get a share.
   */
  maxPoolGrad({ dy, x, y, relu }: PoolSlopes, windows: Windows): Image | undefined {
    const { inputs, rows, inSize, outSize, strides, filter } = windows
    const tiled = both(
      (axis) =>
        filter[axis] === strides[axis] && inSize[axis] === outSize[axis] * strides[axis] && !windows.before[axis],
    ).every((own) => own)
    if (!this.fits(inputs)) return
    const images = this.blocked(x, [rows, ...inSize, inputs])
    const largest = this.blocked(y, [rows, ...outSize, inputs])
    const slopes = this.blocked(dy, [rows, ...outSize, inputs])
    const graph = this.graph
    const shares = relu ? graph.add('Mul', [slopes.value, positive(graph, largest.value)]) : slopes.value
    const ofSameSums = slopes.with(shares)
    if (relu && tiled && filter.join() === '2,2') {
      const pool = (size: readonly number[]) =>
        this.#pool(images.value, { ...windows, filter: size as [number, number], after: [0, 0] })
      const phases = slopesByPhases(graph, { pool, y: largest.value, dy: shares })
      return images.with(this.#interleaved(phases, windows), ofSameSums, phases)
    }
    const own = { x: images.value, y: largest.value, dy: shares, block: this.block }
    const grad = tiled ? tiledMaxPoolGrad : overlappingMaxPoolGrad
    const value = grad(graph, own, windows)
    return value === undefined ? undefined : images.with(value, ofSameSums)
  }

  /** Sums over all but the channels. */
  channelSums(image: Image): Value {
    const graph = this.graph
    const { rows, channels, height, width, value } = image.ofSameSums ?? image
    const planes = this.reshape(value, [rows, channels / this.block, height * width, this.block])
    const byRow = graph.add('ReduceSum', [planes, graph.ints([2])], { keepdims: 0 })
    return this.reshape(graph.add('ReduceSum', [byRow, graph.ints([0])], { keepdims: 0 }), [channels])
  }

  /** Means over the image, `[rows, channels]`. */
  imageMeans({ value, rows, channels }: Image): Value {
    return this.reshape(this.graph.add('GlobalAveragePool', [value], {}, blockedDomain), [rows, channels])
  }

  /** `x · scale` by channel, and more: a convolution of each channel with one number. */
  affine(image: Image, scale: Value, extras: Extras): Image {
    const { rows, channels, height, width, value } = image
    const weights = this.reshape(scale, [channels, 1, 1, 1])
    const shape = { filter: [1, 1], group: channels }
    const make = (all: Extras, last: boolean): Image => {
      const bias = all.bias && this.reshape(all.bias, [channels])
      const result = this.convolution(value, weights, shape, { ...all, bias })
      return new Image(result, rows, channels, height, width, last ? undefined : (more) => combine(all, more, make))
    }
    return make(extras, false)
  }

  /** An element by element operation of an image and a vector over its channels. */
  withVector(op: 'Add' | 'Sub' | 'Mul' | 'Div', image: Image, vector: Value, swapped: boolean): Image {
    const { rows, channels, height, width, value } = image
    const outer = channels / this.block
    const operands = [
      this.reshape(value, [rows, outer, height * width, this.block]),
      this.reshape(vector, [outer, 1, this.block]),
    ]
    const result = this.graph.add(op, swapped ? operands.reverse() : operands)
    return image.with(this.reshape(result, [rows, channels, height, width]))
  }

  /** In blocks, or, with fewer channels than a block, as planes. */
  #input(x: Ref, { rows, inSize, inputs }: Windows): Value {
    const sizes = [rows, ...inSize, inputs]
    if (this.fits(inputs)) return this.blocked(x, sizes).value
    if (inputs === 1) return this.emitter.plain(x, [rows, 1, ...inSize])
    return this.transpose(this.emitter.plain(x, sizes), [0, 3, 1, 2])
  }

  #pool(value: Value, windows: Windows): Value {
    const attributes = { kernel_shape: windows.filter, strides: windows.strides, pads: padsOf(windows) }
    return this.graph.add('MaxPool', [value], attributes, blockedDomain)
  }

  /** `[height, width, inputs, outputs]` as the forward convolution has it. */
  #filter(filter: Ref, { inputs, outputs, filter: [kh, kw] }: Windows): Value {
    const b = this.block
    const places = kh * kw
    const own = this.emitter.plain(filter)
    const reordered =
      inputs < b
        ? this.transpose(this.reshape(own, [places, inputs, outputs / b, b]), [2, 1, 0, 3])
        : this.transpose(this.reshape(own, [places, inputs / b, b, outputs / b, b]), [3, 1, 0, 2, 4])
    return this.reshape(reordered, [outputs, inputs, kh, kw])
  }

  /**
   * The filter turned round, from outputs to inputs: the engine's reordering of images turns its blocks, fast.
   * @param taps its lines and columns
   */
  #turned(
    filter: Ref,
    { inputs, outputs, filter: [kh, kw] }: Windows,
    [down, across]: readonly [readonly number[], readonly number[]],
  ): Value {
    const b = this.block
    const rows = this.emitter.plain(filter, [kh * kw, inputs, outputs])
    const reversed = down.flatMap((y) => across.map((x) => y * kw + x)).reverse()
    const places = reversed.length
    const turned = kh * kw > 1 ? this.graph.add('Gather', [rows, this.graph.ints(reversed)], { axis: 0 }) : rows
    const images = this.reshape(turned, [places, inputs, outputs, 1])
    const blocks = this.graph.add('ReorderInput', [images], { channels_last: 0 }, blockedDomain)
    const byPlace = this.reshape(blocks, [places, (inputs * outputs) / (b * b), b * b])
    const shape = [inputs, outputs, down.length, across.length]
    return this.reshape(places > 1 ? this.transpose(byPlace, [1, 0, 2]) : byPlace, shape)
  }

  /** Zeros between the pixels, and after the last. */
  #spread({ value, rows, channels, height, width }: Image, [down, across]: readonly [number, number]): Value {
    if (down === 1 && across === 1) return value
    const graph = this.graph
    const b = this.block
    const lines = this.reshape(value, [(rows * channels * height) / b, 1, width, 1, b])
    const zeros = graph.ints([0, 0, 0, 0, 0, 0, down - 1, 0, across - 1, 0])
    return this.reshape(graph.add('Pad', [lines, zeros]), [rows, channels, height * down, width * across])
  }
}

export function blocksOf(emitter: Emitter): Blocks {
  return new Blocks(emitter)
}

/** What a convolution does already, and more: a bias comes before a sum, and either before a ReLU. */
function combine(now: Extras, more: Extras, make: (extras: Extras, last: boolean) => Image): Image | undefined {
  if (now.relu || (more.bias && (now.bias || now.sum)) || (more.sum && now.sum)) return undefined
  const all = { ...now, ...more }
  return make(all, all.relu === true)
}
