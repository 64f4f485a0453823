import { rounded } from './draws.js'
import type { PaddingMode, Shape } from './params.js'

/** As many as a sample may have. */
const MOST_VALUES = 2 ** 24

/** @throws RangeError where an image would have more values than any sample */
export function requireSize(shape: Shape): void {
  const values = shape.reduce((product, side) => product * side, 1)
  if (values <= MOST_VALUES) return
  throw new RangeError(`makes images of ${shape.join('×')}: ${values} values, but ${MOST_VALUES} are the most`)
}

/** Places of an image from which another one is made: −1 stands for what is outside. */
export type Places = (y: number, x: number) => number

/** An image of which each pixel is one of another's, or `fill`. */
export function moved(image: Float32Array, [height, width, channels]: Shape, places: Places, fill = 0): Float32Array {
  const out = new Float32Array(height * width * channels)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = places(y, x)
      const to = (y * width + x) * channels
      for (let channel = 0; channel < channels; channel++) {
        out[to + channel] = from < 0 ? fill : (image[from * channels + channel] as number)
      }
    }
  }
  return out
}

/** Left, top, right and bottom. */
export type Sides = readonly [number, number, number, number]

/** Torchvision's forms of a padding. */
export function sidesOf(padding: number | readonly number[]): Sides {
  if (typeof padding === 'number') return [padding, padding, padding, padding]
  const [left = 0, top = left, right = left, bottom = top] = padding
  return [left, top, right, bottom]
}

export function paddedShape([height, width, channels]: Shape, [left, top, right, bottom]: Sides): Shape {
  return [height + top + bottom, width + left + right, channels]
}

/** @param shape of the image */
export function padded(
  image: Float32Array,
  shape: Shape,
  sides: Sides,
  { mode, fill }: { mode: PaddingMode; fill: number },
): Float32Array {
  const [height, width] = shape
  const [left, top] = sides
  const place = (at: number, length: number): number => {
    if (at >= 0 && at < length) return at
    if (mode === 'constant') return -1
    if (mode === 'edge') return at < 0 ? 0 : length - 1
    const edge = mode === 'symmetric' ? 1 : 0
    return at < 0 ? -at - edge : 2 * length - 2 - at + edge
  }
  const places = (y: number, x: number) => {
    const [row, column] = [place(y - top, height), place(x - left, width)]
    return row < 0 || column < 0 ? -1 : row * width + column
  }
  return moved(image, paddedShape(shape, sides), places, fill)
}

/** A part of an image, from `top` and `left` on. */
export function cropped(
  image: Float32Array,
  [, width, channels]: Shape,
  { top, left }: { top: number; left: number },
  [height, breadth]: readonly [number, number],
): Float32Array {
  return moved(image, [height, breadth, channels], (y, x) => (top + y) * width + left + x)
}

/**
 * Where the pixels of an image that is turned about its centre come from, counter-clockwise, nearest neighbour: as
 * torchvision turns tensors, by a grid in float32.
 */
export function rotationPlaces([height, width]: Shape, degrees: number): Places {
  const { fround } = Math
  const turn = (-degrees * Math.PI) / 180
  const [cos, sin] = [fround(Math.cos(turn)), fround(Math.sin(turn))]
  const scaled = (value: number, side: number) => fround(value / fround(0.5 * side))
  const [xx, xy] = [scaled(cos, width), scaled(sin, width)]
  const [yx, yy] = [scaled(-sin, height), scaled(cos, height)]
  const nearest = (grid: number, side: number) => rounded(fround(fround(fround(grid + 1) * fround(side / 2)) - 0.5))
  return (y, x) => {
    const [right, down] = [x - width / 2 + 0.5, y - height / 2 + 0.5]
    const column = nearest(fround(fround(right * xx) + fround(down * xy)), width)
    const row = nearest(fround(fround(right * yx) + fround(down * yy)), height)
    return row < 0 || row >= height || column < 0 || column >= width ? -1 : row * width + column
  }
}
