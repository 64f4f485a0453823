import { ConfigError } from '../../../util/diagnostic.js'
import { createTransforms, type ImageTransform } from './create-transform.js'
import type { Shape, TransformParams } from './params.js'

/**
 * The transforms of a data set's key.
 * @param shape of a sample
 * @throws ConfigError where one cannot be done to it, or they make samples of another shape: a test has them not
 */
export function customTransforms(all: readonly TransformParams[], shape: readonly number[]): ImageTransform {
  const path = 'dataset.custom_transforms'
  const wrong = (message: string, hint?: string) =>
    new ConfigError({ code: 'invalid-dataset', path, message: `${path}${message}`, hint })
  const refuse = (message: string, hint?: string) => wrong(` ${message}`, hint)
  if (shape.length !== 3) throw refuse('are for images, but samples are plain rows')
  let made: ImageTransform
  try {
    made = createTransforms(all, shape as unknown as Shape)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw wrong(error.message)
  }
  if (made.shape.join() === shape.join()) return made
  const hint = 'give the last one the size of the others, or use resize, which tests have, too'
  throw refuse(`make ${made.shape.join('×')} of ${shape.join('×')}, which tests keep`, hint)
}
