import type { Tensor } from '@tensorflow/tfjs-core'
import { ConfigError } from '../../util/diagnostic.js'

/**
 * @param shape of an image, null where any size will do.
 * @throws ConfigError where x is not a batch of such images.
 */
export function checkImages(x: Tensor, shape: readonly (number | null)[], path: string): void {
  const sample = x.shape.slice(1)
  if (sample.length === 3 && shape.every((size, axis) => size === null || size === sample[axis])) return
  const wanted = shape.map((size) => size ?? 'any').join('×')
  throw new ConfigError({
    code: 'dimension',
    path,
    message: `the backbone takes images of height × width × channels ${wanted}, not samples of shape ${sample.join('×')}`,
  })
}
