import type { StateDict } from '../../nn/parameter.js'
import { readSavedWeights } from '../saved-weights.js'

/**
 * A backbone's tensors out of a run's weights, or of a file that holds a backbone alone (with or without `backbone.`
 * before its names).
 * @throws ConfigError where there is no such file, or it is damaged.
 */
export function readBackboneWeights(path: string): StateDict {
  const tensors = readSavedWeights(path, 'backbone.weights')
  const own = [...tensors].filter(([name]) => name.startsWith('backbone.'))
  return new Map(own.length > 0 ? own : [...tensors].map(([name, tensor]) => [`backbone.${name}`, tensor]))
}
