import { GramianWeighting } from './gramian-weighting.js'

/** The mean of the gradients, as `mean` has it, but heads learn from the whole of their own loss. */
export class MeanGradient extends GramianWeighting {
  weigh(gramian: readonly unknown[]): Float64Array {
    return new Float64Array(gramian.length).fill(1 / gramian.length)
  }
}
