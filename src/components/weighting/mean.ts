import type { MeanWeighting } from '../../nn/weighting.js'

/** The mean of the present tasks' losses: CLArena's joint learning, and LibMTL's EW but for a factor. */
export class Mean implements MeanWeighting {
  readonly looksAt = 'nothing'
}
