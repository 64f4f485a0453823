import type { OptimizerParams } from '../../nn/optimizer-options.js'
import { Adam, type AdamOptions } from './adam.js'

/** Adam's options; its weight decay is always decoupled. */
export type AdamWOptions = Omit<AdamOptions, 'decoupled_weight_decay'>

const defaults: AdamOptions = {
  lr: 0.001,
  betas: [0.9, 0.999],
  eps: 1e-8,
  weight_decay: 0.01,
  amsgrad: false,
  maximize: false,
  decoupled_weight_decay: true,
}

/**
 * Adam whose weight decay shrinks the weights themselves: the update and its defaults are those of torch.optim.AdamW.
 */
export class AdamW extends Adam {
  /** @throws ConfigError where a value is out of range. */
  constructor(params: OptimizerParams<AdamWOptions> = {}) {
    super(params, 'AdamW', defaults)
  }
}
