import type { Diagnostic } from '../util/diagnostic.js'

/** How a run ended. */
export type FinalStatus = 'success' | 'failed' | 'interrupted'

/** Where metrics go. Methods may be async: the trainer waits for them. */
export interface Logger {
  /** Whether metrics leave this machine: such a logger is left out where a run is reproduced. Default: false. */
  readonly remote?: boolean
  /**
   * Before a run that trains, while nothing is written yet: what keeps metrics from arriving. Changes nothing.
   * @param path of the logger in the config
   */
  check?(path: string): readonly Diagnostic[] | Promise<readonly Diagnostic[]>
  /** Once, before training: the flat, non-algorithmic hyperparameters. */
  logHyperparams?(hparams: Readonly<Record<string, unknown>>): void | Promise<void>
  /** `step` counts optimizer steps from 0; `epoch` is missing where a value belongs to none (a learning rate). */
  logMetrics(
    metrics: Readonly<Record<string, number>>,
    at: { readonly step: number; readonly epoch?: number },
  ): void | Promise<void>
  /** After training, and again after a test: everything logged so far must be in its place. */
  finalize?(status: FinalStatus): void | Promise<void>
  /** Before a checkpoint counts: everything logged before the call must be in its place, also after a loss of power. */
  sync?(): void | Promise<void>
  /** How much is logged so far, with what is still in memory: JSON. */
  stateDict?(): unknown
  /**
   * Called in a resumed run before anything is logged: drops what was logged after that state. Null: the run begins
   * anew, everything is dropped.
   * @throws RunError where less was kept than the state says
   */
  loadStateDict?(state: unknown): void
}
