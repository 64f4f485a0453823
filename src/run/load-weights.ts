import { loadStateDict } from '../nn/state-dict.js'
import type { Algorithm } from '../training/algorithm.js'
import { ConfigError } from '../util/diagnostic.js'
import type { Purpose } from './purpose.js'

/**
 * Gives the network the weights that the purpose brings.
 * @throws ConfigError where they do not fit the config
 */
export function loadWeights(algorithm: Algorithm, purpose: Purpose): void {
  if (purpose.kind === 'eval') load(algorithm, purpose.weights.state, `the saved weights '${purpose.weights.file}' do`)
  // Training puts them back itself; here they are tried, while the run's directory is as it was.
  if (purpose.kind === 'resume' && purpose.from) load(algorithm, purpose.from.model, "the checkpoint's weights do")
}

function load(algorithm: Algorithm, state: Parameters<typeof loadStateDict>[1], what: string): void {
  try {
    loadStateDict(algorithm, state)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const notes = error.diagnostics.slice(0, 5).map(({ message }) => message)
    const message = `${what} not fit this config`
    throw new ConfigError({ code: 'weights-do-not-fit', path: '', message, notes }, { cause: error })
  }
}
