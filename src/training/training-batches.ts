import type { Generator } from '../util/generator.js'
import type { BatchStream } from './dataset.js'
import type { Loop } from './loop.js'

/** One epoch from a batch on: shuffled, or in the data's order where the same batches are to be learnt by heart. */
export function trainingBatches({ dataset, state }: Loop, generator: Generator, start = 0): BatchStream {
  const ordered = state.options.overfit_batches !== null && dataset.orderedTrainBatches
  // The order of an epoch that a run goes on with was drawn before, what is random in its rows is not.
  const random = state.generator
  return ordered ? ordered.call(dataset, generator, start, random) : dataset.trainBatches(generator, start, random)
}
