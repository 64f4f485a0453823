import type { Diagnostic } from '../util/diagnostic.js'
import type { Algorithm } from './algorithm.js'
import type { MTLDataset } from './dataset.js'
import type { EvaluationResult } from './evaluation-loop.js'
import type { FitResult } from './fit-loop.js'

/** The parts of a run, made and set up, before anything of it is written or trained. */
export interface RunParts {
  readonly algorithm: Algorithm
  /** Set up. */
  readonly dataset: MTLDataset
  /** False: saved weights are tested, and nothing is trained. */
  readonly trains: boolean
}

/** All that a run asks of a component of the group `trainer`. */
export interface TrainerComponent {
  /**
   * Looks for what cannot work, while nothing is written yet. Changes nothing.
   * @returns errors and warnings (`severity: 'warning'`); those with a path and no source are placed in the config
   * @throws ConfigError as well
   */
  check?(parts: RunParts): readonly Diagnostic[] | Promise<readonly Diagnostic[]>
  /** Trains. @throws RunError where training fails */
  fit(algorithm: Algorithm, dataset: MTLDataset): Promise<FitResult>
  /** Evaluates the test rows of each evaluation task. */
  test(algorithm: Algorithm, dataset: MTLDataset): Promise<EvaluationResult>
}
