import type { Generator } from '../../util/generator.js'
import { type ByteLookup, createByteLookup } from './byte-lookup.js'
import { createResize } from './resize.js'
import { rotationTable } from './rotation.js'
import type { RowData } from './rows.js'
import type { ImageTransform } from './transforms/create-transform.js'

export interface TransformOptions {
  /** Of the stored rows: `[height, width, channels]` or `[features]`. */
  shape: readonly number[]
  /** Divides every value first. */
  scale: number
  /** Counter-clockwise, nearest neighbour, filled with 0. */
  rotation?: number
  /** Grey, then as many equal channels. */
  repeatChannels?: number | null
  /** Bilinear, antialiased. */
  resize?: readonly [height: number, width: number] | null
  /** `out[i] = image[table[i]]`, over the image so far. */
  permutation?: Int32Array | null
  /** Of each channel, or of all: `(value − mean) / std`. Default: 0 and 1. */
  mean?: number | readonly number[] | null
  std?: number | readonly number[] | null
}

/** Changes a training image in place, before it is normalised; `seed` is the row's own. */
export type Augment = (image: Float32Array, offset: number, seed: number) => void

/** What is done to the images of one part of the data alone, before they are normalised. */
export interface ImageChanges {
  /** To those that are trained on, or validated. */
  custom?: ImageTransform | undefined
  /** To those that are trained on, after that. */
  augment?: Augment | undefined
}

/** What decides how one row is changed. */
export interface RowDraws {
  /** From which custom transforms draw. */
  random?: Generator | undefined
  /** Seeds the row's augmentation; undefined: none. */
  seed?: number | undefined
}

/** Makes samples of stored rows. */
export interface RowTransform {
  /** Of a sample. */
  readonly shape: readonly number[]
  /** Values in a sample. */
  readonly width: number
  /** Reads a row at `offset` of `data`, writes the sample at `outOffset` of `out`. */
  apply(data: RowData, offset: number, out: Float32Array, outOffset: number): void
  /** The same, with what changes a row before the normalisation. */
  applyChanged(data: RowData, offset: number, out: Float32Array, outOffset: number, draws: RowDraws): void
}

/**
 * The order of torchvision's transforms in CLArena: rotation, grey and repeated channels, ToTensor, resize,
 * permutation, custom transforms, augmentation, normalisation; each rounded to float32 as there.
 */
export function createTransform(options: TransformOptions, { custom, augment }: ImageChanges = {}): RowTransform {
  const shape = outputShape(options)
  const width = product(shape)
  const prepare = createPreparation(options)
  const normalize = createNormalize(shape, options)
  const order = options.permutation
  const image = new Float32Array(width)
  const staged = (data: RowData, offset: number, out: Float32Array, outOffset: number) => {
    prepare(data, offset, image)
    if (order) for (let i = 0; i < width; i++) out[outOffset + i] = image[order[i] as number] as number
    else out.set(image, outOffset)
  }
  const slow: RowTransform['apply'] = (data, offset, out, outOffset) => {
    staged(data, offset, out, outOffset)
    normalize(out, outOffset)
  }
  return {
    shape,
    width,
    apply: createLookup(options, shape, normalize) ?? slow,
    applyChanged(data, offset, out, outOffset, { random, seed }) {
      staged(data, offset, out, outOffset)
      if (custom && random) out.set(custom.draw(random)(out.slice(outOffset, outOffset + width)), outOffset)
      if (seed !== undefined) augment?.(out, outOffset, seed)
      normalize(out, outOffset)
    },
  }
}

/** The shape of a sample that these options make. */
export function outputShape({ shape, repeatChannels, resize }: TransformOptions): readonly number[] {
  if (shape.length !== 3) return shape
  const [height, width, channels] = shape as [number, number, number]
  return [resize?.[0] ?? height, resize?.[1] ?? width, repeatChannels ?? channels]
}

type Prepare = (data: RowData, offset: number, image: Float32Array) => void

/** All that comes before the permutation. */
function createPreparation(options: TransformOptions): Prepare {
  const { shape, scale } = options
  const stored = product(shape)
  if (shape.length !== 3) {
    return (data, offset, image) => {
      for (let i = 0; i < stored; i++) image[i] = (data[offset + i] as number) / scale
    }
  }
  const [height, width, channels] = shape as [number, number, number]
  const rotation = options.rotation ? rotationTable(height, width, options.rotation) : undefined
  const repeat = options.repeatChannels ?? undefined
  const depth = repeat ?? channels
  const pixels = height * width
  const load: Prepare = (data, offset, image) => {
    for (let pixel = 0; pixel < pixels; pixel++) {
      const from = rotation ? (rotation[pixel] as number) : pixel
      const start = offset + from * channels
      const grey = repeat === undefined || from < 0 ? 0 : greyOf(data, start, channels)
      for (let channel = 0; channel < depth; channel++) {
        const value = from < 0 ? 0 : repeat === undefined ? (data[start + channel] as number) : grey
        image[pixel * depth + channel] = value / scale
      }
    }
  }
  const { resize } = options
  if (!resize || (resize[0] === height && resize[1] === width)) return load
  const original = new Float32Array(pixels * depth)
  const resizeImage = createResize([height, width], resize, depth)
  return (data, offset, image) => {
    load(data, offset, original)
    resizeImage(original, image)
  }
}

/** PIL's weights for grey (ITU-R 601-2), in its integers. */
function greyOf(data: RowData, start: number, channels: number): number {
  if (channels < 3) return data[start] as number
  const [red, green, blue] = [data[start] as number, data[start + 1] as number, data[start + 2] as number]
  if (data instanceof Float32Array) return 0.299 * red + 0.587 * green + 0.114 * blue
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16
}

function createNormalize(shape: readonly number[], { mean, std }: TransformOptions) {
  const width = product(shape)
  const channels = shape.length === 3 ? (shape[2] as number) : 1
  if (mean == null && std == null) return () => {}
  const means = perChannel(mean ?? 0, channels)
  const deviations = perChannel(std ?? 1, channels)
  return (out: Float32Array, offset: number) => {
    for (let i = 0; i < width; i++) {
      const channel = channels === 1 ? 0 : i % channels
      const centered = Math.fround((out[offset + i] as number) - (means[channel] as number))
      out[offset + i] = centered / (deviations[channel] as number)
    }
  }
}

function perChannel(value: number | readonly number[], channels: number): Float32Array {
  return Float32Array.from({ length: channels }, (_, i) =>
    typeof value === 'number' ? value : (value[i] ?? (value[0] as number)),
  )
}

/**
 * For bytes that only change places, as in most trainings: a sample is made by one table of places and one of values.
 * Undefined if a transform mixes values.
 */
function createLookup(
  options: TransformOptions,
  shape: readonly number[],
  normalize: (out: Float32Array, offset: number) => void,
): RowTransform['apply'] | undefined {
  const { shape: stored, scale, resize, repeatChannels, rotation, permutation } = options
  const channels = stored.length === 3 ? (stored[2] as number) : 1
  const depth = shape.length === 3 ? (shape[2] as number) : 1
  const resized = resize && (resize[0] !== stored[0] || resize[1] !== stored[1])
  if (resized || (repeatChannels != null && channels !== 1)) return undefined
  const width = product(shape)
  const places = new Int32Array(width)
  const turned = rotation ? rotationTable(stored[0] as number, stored[1] as number, rotation) : undefined
  for (let i = 0; i < width; i++) {
    const at = permutation ? (permutation[i] as number) : i
    const pixel = Math.floor(at / depth)
    const from = turned ? (turned[pixel] as number) : pixel
    places[i] = from < 0 ? -1 : from * channels + (repeatChannels == null ? at % depth : 0)
  }
  const slow = (data: RowData, offset: number, out: Float32Array, outOffset: number) => {
    for (let i = 0; i < width; i++) {
      const place = places[i] as number
      out[outOffset + i] = place < 0 ? 0 : (data[offset + place] as number) / scale
    }
    normalize(out, outOffset)
  }
  const ofBytes = () =>
    createByteLookup({ stored: product(stored), places, values: lookupValues(shape, scale, normalize) }) ?? slow
  let made: ByteLookup | undefined
  return (data, offset, out, outOffset) => {
    if (data instanceof Uint8Array) {
      made ??= ofBytes()
      made(data, offset, out, outOffset)
    } else slow(data, offset, out, outOffset)
  }
}

/** `[channels, 256]`: what each byte becomes. */
function lookupValues(shape: readonly number[], scale: number, normalize: (out: Float32Array, offset: number) => void) {
  const depth = shape.length === 3 ? (shape[2] as number) : 1
  const values = new Float32Array(depth * 256)
  const sample = new Float32Array(product(shape))
  for (let byte = 0; byte < 256; byte++) {
    sample.fill(byte / scale)
    normalize(sample, 0)
    for (let channel = 0; channel < depth; channel++) values[channel * 256 + byte] = sample[channel] as number
  }
  return values
}

function product(shape: readonly number[]): number {
  return shape.reduce((total, side) => total * side, 1)
}
