import type { Generator } from '../../../util/generator.js'
import { createResize } from '../resize.js'
import { greyOf, withBrightness, withContrast, withHue, withSaturation } from './color.js'
import { below, between, happens, rounded } from './draws.js'
import { cropped, moved, padded, paddedShape, requireSize, rotationPlaces, type Sides, sidesOf } from './geometry.js'
import type { Shape, Span, TransformParams } from './params.js'

/** Makes an image of another one. */
export type Change = (image: Float32Array) => Float32Array

/** A change that is drawn anew for each image, from torch's generator and in torchvision's order. */
export interface ImageTransform {
  /** Of the image that it makes. */
  readonly shape: Shape
  /** No image is looked at: what is drawn is the same for all. */
  draw(random: Generator): Change
}

/** @throws RangeError where it cannot be done to images of that shape */
type Create = (params: TransformParams, shape: Shape) => ImageTransform

const creators: Readonly<Record<string, Create>> = {
  RandomHorizontalFlip: ({ p = 0.5 }, shape) => {
    const width = shape[1]
    return sometimes(p, shape, (image) => moved(image, shape, (y, x) => y * width + width - 1 - x))
  },
  RandomVerticalFlip: ({ p = 0.5 }, shape) => {
    const [height, width] = shape
    return sometimes(p, shape, (image) => moved(image, shape, (y, x) => (height - 1 - y) * width + x))
  },
  RandomInvert: ({ p = 0.5 }, shape) => sometimes(p, shape, (image) => image.map((value) => 1 - value)),
  RandomGrayscale: ({ p = 0.1 }, shape) => {
    requireGreyOrColor(shape)
    return sometimes(p, shape, (image) => grey(image, shape, shape[2]))
  },
  Grayscale: ({ num_output_channels = 1 }, shape) => {
    requireGreyOrColor(shape)
    // One channel stays one: torchvision takes the shape of the image.
    const channels = num_output_channels === 3 ? shape[2] : 1
    return always([shape[0], shape[1], channels], (image) => grey(image, shape, channels))
  },
  RandomCrop: createRandomCrop,
  RandomResizedCrop: createRandomResizedCrop,
  RandomRotation: ({ degrees = 0, fill = 0 }, shape) => {
    const span = typeof degrees === 'number' ? [-degrees, degrees] : degrees
    const draw = (random: Generator): Change => {
      const angle = between(random, span)
      return (image) => moved(image, shape, rotationPlaces(shape, angle), fill)
    }
    return { shape, draw }
  },
  RandomErasing: createRandomErasing,
  ColorJitter: createColorJitter,
  CenterCrop: createCenterCrop,
  Pad: ({ padding = 0, fill = 0, padding_mode: mode = 'constant' }, shape) => {
    const sides = sidesOf(padding ?? 0)
    requirePadding(shape, sides, mode)
    return always(paddedShape(shape, sides), (image) => padded(image, shape, sides, { mode, fill }))
  },
  Resize: ({ size = 1 }, shape) => {
    const to = resizedSize(size, shape)
    return always([...to, shape[2]], createResizeTo(to, shape))
  },
  Normalize: ({ mean = 0, std = 1 }, shape) => {
    const channels = shape[2]
    const of = (value: Span) => Array.from({ length: channels }, (_, i) => Math.fround(ofChannel(value, i)))
    for (const value of [mean, std]) requireChannels(value, channels)
    const [means, deviations] = [of(mean), of(std)]
    return always(shape, (image) =>
      image.map((value, i) => {
        const channel = i % channels
        return Math.fround(value - (means[channel] as number)) / (deviations[channel] as number)
      }),
    )
  },
}

/**
 * Several transforms, one after the other.
 * @param shape of the images that they are done to
 * @throws RangeError where one of them cannot be done to its images: it tells which, from 0
 */
export function createTransforms(all: readonly TransformParams[], shape: Shape): ImageTransform {
  const steps: ImageTransform[] = []
  let now = shape
  for (const [i, params] of all.entries()) {
    try {
      const step = (creators[params.name] as Create)(params, now)
      requireSize(step.shape)
      steps.push(step)
      now = step.shape
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      throw new RangeError(`[${i}] ${params.name} ${error.message}`)
    }
  }
  const draw = (random: Generator): Change => {
    const changes = steps.map((step) => step.draw(random))
    return (image) => changes.reduce((made, change) => change(made), image)
  }
  return { shape: now, draw }
}

/** What draws nothing. @param shape of what it makes */
function always(shape: Shape, change: Change): ImageTransform {
  return { shape, draw: () => change }
}

const same: Change = (image) => image

function sometimes(p: number, shape: Shape, change: Change): ImageTransform {
  return { shape, draw: (random) => (happens(random, p) ? change : same) }
}

function requireGreyOrColor([, , channels]: Shape): void {
  if (channels !== 1 && channels !== 3) throw new RangeError(`needs 1 or 3 channels, but there are ${channels}`)
}

function grey(image: Float32Array, [, , channels]: Shape, depth: number): Float32Array {
  const pixels = greyOf(image, channels)
  if (depth === 1) return pixels
  return Float32Array.from({ length: pixels.length * depth }, (_, i) => pixels[Math.floor(i / depth)] as number)
}

function sizeOf(size: number | readonly number[]): [number, number] {
  if (typeof size === 'number') return [size, size]
  const [height = 1, width = height] = size
  return [height, width]
}

/** A number is the shorter side's. */
function resizedSize(size: number | readonly number[], [height, width]: Shape): [number, number] {
  if (typeof size !== 'number' && size.length > 1) return sizeOf(size)
  const [side] = sizeOf(size)
  if (height <= width) return [side, Math.floor((side * width) / height)]
  return [Math.floor((side * height) / width), side]
}

function createResizeTo(to: [number, number], [height, width, channels]: Shape): Change {
  if (to[0] === height && to[1] === width) return same
  requireResize(to, [height, width, channels])
  const resize = createResize([height, width], to, channels)
  return (image) => {
    const out = new Float32Array(to[0] * to[1] * channels)
    resize(image, out)
    return out
  }
}

/** One axis is resized after the other, with an image between them. */
function requireResize(to: readonly [number, number], [height, , channels]: Shape): void {
  requireSize([height, to[1], channels])
  requireSize([...to, channels])
}

function createRandomCrop(params: TransformParams, shape: Shape): ImageTransform {
  const { size = 1, padding = null, pad_if_needed = false, fill = 0, padding_mode: mode = 'constant' } = params
  const [height, width] = sizeOf(size)
  const pads: Sides[] = []
  let now = shape
  const pad = (sides: Sides) => {
    requirePadding(now, sides, mode)
    pads.push(sides)
    now = paddedShape(now, sides)
    requireSize(now)
  }
  if (padding !== null) pad(sidesOf(padding))
  const all = now
  if (pad_if_needed && all[1] < width) pad([width - all[1], 0, width - all[1], 0])
  if (pad_if_needed && all[0] < height) pad([0, height - all[0], 0, height - all[0]])
  const [tall, wide] = now
  if (tall < height || wide < width) throw new RangeError(`takes ${height}×${width} of an image of ${tall}×${wide}`)
  const whole = tall === height && wide === width
  const padAll = (image: Float32Array): Float32Array => {
    let [made, of] = [image, shape]
    for (const sides of pads) {
      made = padded(made, of, sides, { mode, fill })
      of = paddedShape(of, sides)
    }
    return made
  }
  const draw = (random: Generator): Change => {
    if (whole) return padAll
    const top = below(random, tall - height + 1)
    const left = below(random, wide - width + 1)
    return (image) => cropped(padAll(image), now, { top, left }, [height, width])
  }
  return { shape: [height, width, shape[2]], draw }
}

function createCenterCrop({ size = 1 }: TransformParams, shape: Shape): ImageTransform {
  const [height, width] = sizeOf(size)
  const lacks = [Math.max(0, width - shape[1]), Math.max(0, height - shape[0])] as const
  const half = (lack: number) => Math.floor(lack / 2)
  const sides: Sides = [half(lacks[0]), half(lacks[1]), half(lacks[0] + 1), half(lacks[1] + 1)]
  const of = paddedShape(shape, sides)
  requireSize(of)
  const place = { top: rounded((of[0] - height) / 2), left: rounded((of[1] - width) / 2) }
  return always([height, width, shape[2]], (image) =>
    cropped(padded(image, shape, sides, { mode: 'constant', fill: 0 }), of, place, [height, width]),
  )
}

/** Ten tries of a rectangle with an area and a ratio that are drawn. */
function* rectangles(
  random: Generator,
  area: number,
  { scale, ratio }: { scale: readonly number[]; ratio: readonly number[] },
): IterableIterator<[number, number]> {
  const logarithms = ratio.map((value) => Math.fround(Math.log(Math.fround(value))))
  for (let tries = 0; tries < 10; tries++) {
    const own = area * between(random, scale)
    const aspect = Math.fround(Math.exp(between(random, logarithms)))
    yield [rounded(Math.sqrt(own * aspect)), rounded(Math.sqrt(own / aspect))]
  }
}

function createRandomErasing(params: TransformParams, shape: Shape): ImageTransform {
  const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = params
  const [height, width, channels] = shape
  requireChannels(value, channels)
  const erase = ({ top, left, tall, wide }: Record<'top' | 'left' | 'tall' | 'wide', number>): Change => {
    return (image) => {
      const out = image.slice()
      for (let y = top; y < top + tall; y++) {
        for (let i = (y * width + left) * channels; i < (y * width + left + wide) * channels; i++) {
          out[i] = ofChannel(value, i % channels)
        }
      }
      return out
    }
  }
  const draw = (random: Generator): Change => {
    if (!happens(random, p)) return same
    for (const [tall, wide] of rectangles(random, height * width, { scale, ratio })) {
      if (tall >= height || wide >= width) continue
      const top = below(random, height - tall + 1)
      const left = below(random, width - wide + 1)
      return erase({ top, left, tall, wide })
    }
    return same
  }
  return { shape, draw }
}

function createRandomResizedCrop(params: TransformParams, shape: Shape): ImageTransform {
  const { size = 1, scale = [0.08, 1], ratio = [3 / 4, 4 / 3] } = params
  const [height, width, channels] = shape
  const to = sizeOf(size)
  requireResize(to, shape)
  const partOf = (random: Generator): [top: number, left: number, tall: number, wide: number] => {
    for (const [wide, tall] of rectangles(random, height * width, { scale, ratio })) {
      if (wide <= 0 || wide > width || tall <= 0 || tall > height) continue
      return [below(random, height - tall + 1), below(random, width - wide + 1), tall, wide]
    }
    const own = width / height
    const [least, most] = [Math.min(...ratio), Math.max(...ratio)]
    const tall = own < least ? rounded(width / least) : height
    const wide = own > most ? rounded(height * most) : width
    return [Math.floor((height - tall) / 2), Math.floor((width - wide) / 2), tall, wide]
  }
  const draw = (random: Generator): Change => {
    const [top, left, tall, wide] = partOf(random)
    return (image) => {
      const part = cropped(image, shape, { top, left }, [tall, wide])
      return createResizeTo(to, [tall, wide, channels])(part)
    }
  }
  return { shape: [...to, channels], draw }
}

function createColorJitter(params: TransformParams, shape: Shape): ImageTransform {
  requireGreyOrColor(shape)
  const channels = shape[2]
  const changes = [
    { span: spanOf(params.brightness, 1), change: withBrightness },
    { span: spanOf(params.contrast, 1), change: withContrast },
    { span: spanOf(params.saturation, 1), change: withSaturation },
    { span: spanOf(params.hue, 0), change: withHue },
  ]
  const draw = (random: Generator): Change => {
    const order = Array.from(random.randperm(changes.length))
    const ratios = changes.map(({ span }) => span && between(random, span))
    return (image) =>
      order.reduce((made, i) => {
        const ratio = ratios[i]
        return ratio === undefined ? made : (changes[i] as (typeof changes)[number]).change(made, ratio, channels)
      }, image)
  }
  return { shape, draw }
}

/** Undefined where nothing changes. @param center where it changes nothing */
function spanOf(value: Span | undefined, center: number): readonly number[] | undefined {
  const span = typeof value !== 'number' ? value : [center === 0 ? -value : Math.max(0, center - value), center + value]
  return span === undefined || span.every((each) => each === center) ? undefined : span
}

function ofChannel(value: Span, channel: number): number {
  return typeof value === 'number' ? value : ((value[channel] ?? value[0]) as number)
}

function requireChannels(value: Span, channels: number): void {
  if (typeof value === 'number' || value.length === 1 || value.length === channels) return
  throw new RangeError(`has ${value.length} numbers, but images have ${channels} channels`)
}

/** What is mirrored must be there. */
function requirePadding([height, width]: Shape, [left, top, right, bottom]: Sides, mode: string): void {
  const most = { reflect: [width - 1, height - 1], symmetric: [width, height] }[mode]
  if (!most) return
  if (Math.max(left, right) <= (most[0] as number) && Math.max(top, bottom) <= (most[1] as number)) return
  throw new RangeError(`pads ${height}×${width} by more than it is large`)
}
