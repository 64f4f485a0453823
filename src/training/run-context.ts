import type { Log } from '../util/log.js'

/** Where training, sweep and run directory meet. */
export interface RunContext {
  /** Aborted by Ctrl-C or by a launcher: training ends after the current step. */
  signal: AbortSignal
  /** Called once an epoch with the metrics logged so far; a pruner may answer `prune`. */
  report(metrics: Readonly<Record<string, number>>, epoch: number): 'continue' | 'prune' | Promise<'continue' | 'prune'>
  /** For the user, and for the log in the run directory. */
  log: Log
}
