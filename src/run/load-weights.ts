import type { StateDict } from '../nn/parameter.js'
import { loadStateDict, StateMismatch } from '../nn/state-dict.js'
import type { Algorithm } from '../training/algorithm.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { Eval, Purpose } from './purpose.js'
import { adviceFor } from './weights-advice.js'

/** The most tensors that are named. */
const MOST_NAMED = 5

/**
 * Gives the network the weights that the purpose brings.
 * @throws ConfigError where they do not fit the config
 */
export function loadWeights(algorithm: Algorithm, purpose: Purpose): void {
  if (purpose.kind === 'eval') {
    const what = `the saved weights '${purpose.weights.file}' do`
    load(algorithm, purpose.weights.state, what, purpose)
  }
  // Training puts them back itself; here they are tried, while the run's directory is as it was.
  if (purpose.kind === 'resume' && purpose.from) load(algorithm, purpose.from.model, "the checkpoint's weights do")
}

function load(algorithm: Algorithm, state: StateDict, what: string, evaluation?: Eval): void {
  try {
    loadStateDict(algorithm, state)
  } catch (error) {
    if (!(error instanceof StateMismatch)) throw error
    throw new ConfigError(misfit(error, state, what, evaluation), { cause: error })
  }
}

function misfit(
  { diagnostics, tensors }: StateMismatch,
  state: StateDict,
  what: string,
  evaluation: Eval | undefined,
): Diagnostic {
  const named = diagnostics.slice(0, MOST_NAMED).map(({ message }) => message)
  const more = diagnostics.length - named.length
  const notes = more > 0 ? [...named, `and ${more} more`] : named
  const place = evaluation?.named ? { path: 'model_path', source: evaluation.named.source } : { path: '' }
  const message = `${evaluation?.named ? 'model_path: ' : ''}${what} not fit this config`
  const hint = evaluation && adviceFor(tensors, state, evaluation.named)
  return { code: 'weights-do-not-fit', ...place, message, hint, notes }
}
