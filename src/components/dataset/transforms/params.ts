/** A number, or the least and the largest one. */
export type Span = number | readonly number[]

/** One of torchvision's transforms, by its name, with its keys. */
export interface TransformParams {
  name: string
  /** RandomHorizontalFlip, RandomVerticalFlip, RandomErasing, RandomGrayscale, RandomInvert: how often. */
  p?: number
  /** RandomCrop, RandomResizedCrop, CenterCrop, Resize: the side, or height and width. */
  size?: number | readonly number[]
  /** RandomCrop, Pad: on all sides; left and right, top and bottom; or left, top, right, bottom. */
  padding?: number | readonly number[] | null
  pad_if_needed?: boolean
  /** RandomCrop, Pad, RandomRotation: what stands outside of the image. */
  fill?: number
  padding_mode?: PaddingMode
  /** RandomRotation. */
  degrees?: Span
  /** RandomResizedCrop, RandomErasing: shares of the area, and width by height (of RandomErasing height by width). */
  scale?: readonly number[]
  ratio?: readonly number[]
  /** RandomErasing: what the rectangle is filled with, by channel where a list. */
  value?: number | readonly number[]
  /** ColorJitter: how far from 1 (hue: from 0), or between which numbers. */
  brightness?: Span
  contrast?: Span
  saturation?: Span
  hue?: Span
  /** Grayscale. */
  num_output_channels?: 1 | 3
  /** Normalize, by channel where a list. */
  mean?: number | readonly number[]
  std?: number | readonly number[]
}

/** What stands outside of an image that is padded. */
export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric'

/** Height, width and channels. */
export type Shape = readonly [height: number, width: number, channels: number]

/** The keys of each transform, those first without which it is none. */
export const transformKeys: Readonly<Record<string, { needed: readonly string[]; others: readonly string[] }>> = {
  RandomHorizontalFlip: { needed: [], others: ['p'] },
  RandomVerticalFlip: { needed: [], others: ['p'] },
  RandomCrop: { needed: ['size'], others: ['padding', 'pad_if_needed', 'fill', 'padding_mode'] },
  RandomResizedCrop: { needed: ['size'], others: ['scale', 'ratio'] },
  RandomRotation: { needed: ['degrees'], others: ['fill'] },
  RandomErasing: { needed: [], others: ['p', 'scale', 'ratio', 'value'] },
  RandomGrayscale: { needed: [], others: ['p'] },
  RandomInvert: { needed: [], others: ['p'] },
  ColorJitter: { needed: [], others: ['brightness', 'contrast', 'saturation', 'hue'] },
  CenterCrop: { needed: ['size'], others: [] },
  Pad: { needed: ['padding'], others: ['fill', 'padding_mode'] },
  Resize: { needed: ['size'], others: [] },
  Grayscale: { needed: [], others: ['num_output_channels'] },
  Normalize: { needed: ['mean', 'std'], others: [] },
}
