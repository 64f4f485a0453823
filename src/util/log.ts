/** Where a run reports to its user: standard error and `run.log`. */
export interface Log {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** A log that keeps quiet: the default of everything that is used without the command line. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }
