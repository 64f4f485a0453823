import { BaseOptimizer } from '../../nn/base-optimizer.js'
import type { Hyperparameters, OptimizerParams } from '../../nn/optimizer-options.js'
import { checkOptions } from '../check-options.js'

/** An optimizer that comes with polyhead: the ranges of its hyperparameters are those of its schema. */
export abstract class BuiltinOptimizer<H extends Hyperparameters> extends BaseOptimizer<H> {
  /**
   * @param schema Default: the one of its name
   * @throws ConfigError naming every value that is out of its range
   */
  constructor(
    name: string,
    params: OptimizerParams<H>,
    torchDefaults: H,
    schema: string = `optimizer/${name.toLowerCase()}`,
  ) {
    super(name, params, torchDefaults)
    checkOptions(schema, 'optimizer', params)
  }
}
