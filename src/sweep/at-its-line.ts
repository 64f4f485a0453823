import { asTyped } from '../compose/tried-hints.js'
import { ConfigError, type Diagnostic } from '../util/diagnostic.js'
import type { OverrideSource } from '../util/source.js'
import type { JobOverrides, Sweeper } from './sweepers/sweeper.js'

const FROM_FILE = 'hydra.sweeper.file '

/** The origin of what a sweeper has from a file, as long as nobody asks for the line. */
export function fromFile(file: string): string {
  return `${FROM_FILE}'${file}'`
}

/** What is wrong with a job, with the place that it has in a file of the sweeper's. */
export function atItsLine(error: unknown, job: JobOverrides, sweeper: Sweeper): unknown {
  if (!(error instanceof ConfigError) || !sweeper.placeOf) return error
  const placed = (each: Diagnostic): Diagnostic => {
    const { source } = each
    const isFromFile = source?.kind === 'override' && source.origin.startsWith(FROM_FILE)
    return isFromFile ? withPlaceInFile(each, source, job, sweeper) : each
  }
  return new ConfigError(error.diagnostics.map(placed), { cause: error })
}

function withPlaceInFile(
  diagnostic: Diagnostic,
  { text, range }: OverrideSource,
  job: JobOverrides,
  sweeper: Sweeper,
): Diagnostic {
  const equals = text.indexOf('=')
  const part = range[0] < equals ? 'key' : 'value'
  const place = sweeper.placeOf?.(job, text, part)
  if (!place) return diagnostic
  if (part === 'value') return { ...diagnostic, source: place }
  // One key is that of many points, and not all of them need lack it.
  const value = sweeper.placeOf?.(job, text, 'value')
  const inFile = (words: string) => words.replace(`use ${asTyped(`+${text}`)}`, `call it '+${text.slice(0, equals)}'`)
  const { code, notes = [] } = diagnostic
  // Where it may be added, the hint says so.
  const ownVariable = /^\w+$/.test(diagnostic.path) ? `, or call it '+vars.${diagnostic.path}'` : ''
  const hint = diagnostic.hint ?? (code === 'unknown-key' ? `leave it out of the file${ownVariable}` : undefined)
  return {
    ...diagnostic,
    source: place,
    ...(hint !== undefined && { hint: inFile(hint) }),
    notes: [
      ...notes.map(inFile),
      ...(value && value.line !== place.line ? [`for the point of line ${value.line}`] : []),
    ],
  }
}
