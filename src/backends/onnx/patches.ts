import { range } from '../shapes.js'
import type { Value } from './graph.js'
import type { Emitter, Ref } from './kernel.js'
import { both, type Windows } from './windows.js'

/** What is larger is computed as images. */
const LARGEST = {
  /** Pixels of the result. */
  result: 16,
  /** Pixels of what comes in. */
  image: 64,
  /** Pixels of all results, for each of their channels: so many times the filter are the patches. */
  rows: 8,
  /** Channels that are few. */
  few: 4,
  /** Elements of the patches of those. */
  patches: 2 ** 22,
}

/** A product of two matrices, `operands[0]` or its transpose times `operands[1]` or its. */
export interface MatrixProduct {
  operands: readonly [Value, Value]
  flags: { transA: number; transB: number }
}

/**
 * Convolutions of small images as products of matrices: the patches that a window sees, one a row, and the filter,
 * which lies as it is. Filters of such layers are large, and would have to be laid out anew for each image.
 */
export class Patches {
  readonly #emitter: Emitter
  readonly #windows: Windows
  /** Rows and columns of the filter that see a pixel anywhere. */
  readonly #taps: readonly [readonly number[], readonly number[]]

  private constructor(emitter: Emitter, windows: Windows) {
    this.#emitter = emitter
    this.#windows = windows
    this.#taps = both((axis) => seeing(windows, axis))
  }

  /** Undefined where the images are not small, or many beside the filter, or the filter has not all channels. */
  static of(emitter: Emitter, windows: Windows, filterInputs: number): Patches | undefined {
    const { outSize, inSize, rows, inputs, outputs } = windows
    const pixels = outSize[0] * outSize[1]
    const small = pixels <= LARGEST.result && inSize[0] * inSize[1] <= LARGEST.image
    const fits = small && rows * pixels <= LARGEST.rows * outputs
    if (!fits || filterInputs !== inputs) return undefined
    const patches = new Patches(emitter, windows)
    return patches.#sameBits ? patches : undefined
  }

  /** The same where a gradient by the filter is wanted, of images with few channels. */
  static ofFew(emitter: Emitter, windows: Windows, filterInputs: number): Patches | undefined {
    const { rows, inputs, outSize, filter } = windows
    const size = rows * outSize[0] * outSize[1] * filter[0] * filter[1] * inputs
    const fits = inputs <= LARGEST.few && size <= LARGEST.patches
    return fits && filterInputs === inputs ? new Patches(emitter, windows) : undefined
  }

  /** Whether one thread and two give the same bits: of the convolution, of what its patches get, and of its filter. */
  get #sameBits(): boolean {
    const { rows, inputs, outputs, outSize } = this.#windows
    const pixels = rows * outSize[0] * outSize[1]
    const seen = this.#taps[0].length * this.#taps[1].length * inputs
    return [
      [pixels, outputs, seen],
      [pixels, seen, outputs],
      [seen, outputs, pixels],
    ].every(([height, width, depth]) => !dependsOnThreads(height as number, width as number, depth as number))
  }

  /** Elements of the patches, and of the slopes. */
  get sizes(): [patches: number, slopes: number] {
    const { rows, inputs, outputs, outSize } = this.#windows
    const pixels = rows * outSize[0] * outSize[1]
    return [pixels * this.#taps[0].length * this.#taps[1].length * inputs, pixels * outputs]
  }

  /** `[rows · pixels, outputs]` */
  forward(x: Ref, filter: Ref): MatrixProduct {
    return { operands: [this.#patches(x), this.#filter(filter)], flags: { transA: 0, transB: 0 } }
  }

  /** `[rows, height, width, inputs]`: a pixel takes what each patch that sees it has for it. */
  backpropInput(dy: Ref, filter: Ref): Value {
    const { graph } = this.#emitter
    const { rows, inputs, outputs, inSize, outSize } = this.#windows
    const places = this.#places()
    const slopes = this.#emitter.plain(dy, [rows * outSize[0] * outSize[1], outputs])
    const shares = graph.add('Gemm', [slopes, this.#filter(filter)], { transA: 0, transB: 1 })
    const pixels = inSize[0] * inSize[1]
    const shape = [rows, ...inSize, inputs]
    if (places.length === pixels && places.every((place, i) => place === i)) return this.#emitter.reshape(shares, shape)
    const meets = new Float32Array(pixels * places.length)
    for (const [i, place] of places.entries()) if (place >= 0) meets[place * places.length + i] = 1
    const perRow = this.#emitter.reshape(shares, [rows, places.length, inputs])
    const sums = graph.add('MatMul', [graph.constant(meets, [pixels, places.length]), perRow])
    return this.#emitter.reshape(sums, shape)
  }

  /** `[height · width · inputs, outputs]` of the part of the filter that sees pixels. */
  filterGradient(x: Ref, dy: Ref): MatrixProduct {
    const { rows, outputs, outSize } = this.#windows
    const slopes = this.#emitter.plain(dy, [rows * outSize[0] * outSize[1], outputs])
    return { operands: [this.#patches(x), slopes], flags: { transA: 1, transB: 0 } }
  }

  /** Whether each place of the filter sees a pixel. */
  get whole(): boolean {
    return this.#taps.every((taps, axis) => taps.length === this.#windows.filter[axis])
  }

  /** The gradient of the whole filter `[height, width, inputs, outputs]`: zero where it sees nothing. */
  wholeFilter(gradient: Value): Value {
    const { inputs, outputs, filter } = this.#windows
    const [down, across] = this.#taps
    const seen = this.#emitter.reshape(gradient, [down.length, across.length, inputs, outputs])
    if (this.whole) return seen
    const before = this.#taps.map((taps) => taps[0] as number)
    const after = both((axis) => filter[axis] - 1 - (this.#taps[axis].at(-1) as number))
    const { graph } = this.#emitter
    return graph.add('Pad', [seen, graph.ints([...before, 0, 0, ...after, 0, 0])])
  }

  /** The filter's part that sees pixels, as a matrix. */
  #filter(filter: Ref): Value {
    const { inputs, outputs } = this.#windows
    const [down, across] = this.#taps
    const places = down.length * across.length
    if (this.whole) return this.#emitter.plain(filter, [places * inputs, outputs])
    const cut = {
      axes: [0, 1],
      starts: this.#taps.map((taps) => taps[0] as number),
      ends: this.#taps.map((taps) => (taps.at(-1) as number) + 1),
    }
    return this.#emitter.reshape(this.#emitter.slice(this.#emitter.plain(filter), cut), [places * inputs, outputs])
  }

  /** What the windows see, `[rows · pixels, height · width · inputs]`. */
  #patches(x: Ref): Value {
    const { graph } = this.#emitter
    const { rows, inputs, inSize, outSize } = this.#windows
    const [down, across] = this.#taps
    const pixels = inSize[0] * inSize[1]
    const places = this.#places()
    const shape = [rows * outSize[0] * outSize[1], down.length * across.length * inputs]
    if (places.length === pixels && places.every((place, i) => place === i)) return this.#emitter.plain(x, shape)
    const images = this.#emitter.plain(x, [rows, pixels, inputs])
    // outside is one more pixel, of zeros
    const outside = places.includes(OUTSIDE)
    const padded = outside ? graph.add('Pad', [images, graph.ints([0, 0, 0, 0, 1, 0])]) : images
    const indices = Int32Array.from(places, (place) => (place === OUTSIDE ? pixels : place))
    return this.#emitter.reshape(graph.add('Gather', [padded, graph.constant(indices)], { axis: 1 }), shape)
  }

  /** For each pixel of the result, and each place of the filter, the pixel that it sees. */
  #places(): number[] {
    const { inSize, outSize } = this.#windows
    return range(outSize[0]).flatMap((row) =>
      range(outSize[1]).flatMap((column) =>
        this.#taps[0].flatMap((down) =>
          this.#taps[1].map((across) => {
            const [y, x] = [seen(this.#windows, 0, row, down), seen(this.#windows, 1, column, across)]
            return y < 0 || x < 0 || y >= inSize[0] || x >= inSize[1] ? OUTSIDE : y * inSize[1] + x
          }),
        ),
      ),
    )
  }
}

const OUTSIDE = -1

/**
 * Whether two threads give other bits than one. The engine shares the columns of a product out among threads, in
 * multiples of 16, where there are more of them than rows, and adds up 128 terms at once, or more where a thread has no
 * more than 64 columns.
 */
function dependsOnThreads(height: number, width: number, depth: number): boolean {
  return width > height && width <= 144 && depth > 128
}

/** The line of the image that a line of the filter sees. */
function seen({ strides, dilations, before }: Windows, axis: 0 | 1, place: number, tap: number): number {
  return place * strides[axis] + tap * dilations[axis] - before[axis]
}

/** From the first to the last line of the filter that sees one of the image. */
function seeing(windows: Windows, axis: 0 | 1): number[] {
  const sees = (tap: number) =>
    range(windows.outSize[axis]).some((place) => {
      const line = seen(windows, axis, place, tap)
      return line >= 0 && line < windows.inSize[axis]
    })
  const all = range(windows.filter[axis]).filter(sees)
  const [first = 0, last = first] = [all[0], all.at(-1)]
  return range(last - first + 1).map((i) => first + i)
}
