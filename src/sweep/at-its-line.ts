import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { JobOverrides, Sweeper } from './sweepers/sweeper.js'

const FROM_FILE = 'hydra.sweeper.file '

/** The origin of what a sweeper has from a file, as long as nobody asks for the line. */
export function fromFile(file: string): string {
  return `${FROM_FILE}'${file}'`
}

/** What is wrong with a job, with the line that the job has from a file of the sweeper's. */
export function atItsLine(error: unknown, job: JobOverrides, sweeper: Sweeper): unknown {
  if (!(error instanceof ConfigError)) return error
  const isFromFile = ({ source }: Diagnostic) => source?.kind === 'override' && source.origin.startsWith(FROM_FILE)
  const origin = error.diagnostics.some(isFromFile) ? sweeper.lineOf?.(job) : undefined
  if (origin === undefined) return error
  return new ConfigError(
    error.diagnostics.map((each) =>
      each.source?.kind === 'override' && isFromFile(each) ? { ...each, source: { ...each.source, origin } } : each,
    ),
    { cause: error },
  )
}
