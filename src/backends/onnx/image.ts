import { type Shape, sameShape } from '../shapes.js'
import type { Value } from './graph.js'

/** What a convolution can do on the way, so that it takes no pass of its own. */
export interface Extras {
  /** Added by channel. */
  bias?: Value
  /** An image of the result's size, added. */
  sum?: Value
  relu?: boolean
}

/**
 * A batch of images in the engine's blocked layout, `[rows, channels / block, height, width, block]`. Elsewhere it may
 * have any shape that ends in `channels`.
 */
export class Image {
  constructor(
    readonly value: Value,
    readonly rows: number,
    readonly channels: number,
    readonly height: number,
    readonly width: number,
    /** Of what a convolution gave: the same convolution with more to do. */
    readonly fused?: (extras: Extras) => Image | undefined,
    /** A smaller one whose sums by channel are the same. */
    readonly ofSameSums?: Image,
    /** Its lines' and columns' phases: `phases[i][j]` has every n-th pixel from line i and column j on. */
    readonly phases?: readonly (readonly Value[])[],
  ) {}

  /** Whether it lies as `[rows, height, width, channels]`: a reshape may have given it other sizes since. */
  lies(sizes: Shape): boolean {
    return sameShape(sizes, [this.rows, this.height, this.width, this.channels])
  }

  /** The same sizes with other values. */
  with(value: Value, ofSameSums?: Image, phases?: readonly (readonly Value[])[]): Image {
    return new Image(value, this.rows, this.channels, this.height, this.width, undefined, ofSameSums, phases)
  }
}
